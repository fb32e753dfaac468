#!/usr/bin/env bash
# Uploads the two sites built by `make web` to the bucket of a deployed stack: infra/publish.sh STACK
# Storefront scripts go into a folder named by their version, so that cached pages of the previous version keep working.
set -euo pipefail
cd "$(dirname "$0")/../web"

stack=${1:?usage: infra/publish.sh STACK}
output() {
    aws cloudformation describe-stacks --stack-name "$stack" --output text \
        --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"
}
bucket=s3://$(output SiteBucketName)
immutable="public, max-age=31536000, immutable"

aws s3 sync storefront/dist "$bucket/assets/$(cat storefront/dist/version)/" --cache-control "$immutable"
aws s3 sync admin/dist/assets "$bucket/admin/assets/" --cache-control "$immutable"
aws s3 cp admin/dist/index.html "$bucket/admin/index.html" --cache-control no-cache
printf '{"sign_in": "%s", "client_id": "%s"}' "$(output SignInUrl)" "$(output UserPoolClientId)" |
    aws s3 cp - "$bucket/admin/config.json" --cache-control no-cache --content-type application/json
