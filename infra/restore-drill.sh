#!/usr/bin/env bash
# Rehearses the restoring of the table, into a copy that is deleted again: infra/restore-drill.sh STACK [--dry-run] [--day DATE]
# Verifies the audit chains with an entry on the day (yesterday by default) in the copy. --dry-run prints the commands.
set -euo pipefail
cd "$(dirname "$0")/.."

usage="usage: infra/restore-drill.sh STACK [--dry-run] [--day DATE]"
stack=${1:?$usage}
shift
dry_run='' day=$(date -u -d yesterday +%F)
while (($#)); do
    case $1 in
        --dry-run) dry_run=yes; shift ;;
        --day) day=${2:?$usage}; shift 2 ;;
        *) echo "$usage" >&2; exit 2 ;;
    esac
done

run() {
    echo "+ $*" >&2
    [[ -n $dry_run ]] || "$@"
}

delete() {
    run aws dynamodb delete-table --table-name "$copy" >/dev/null
}

status() {
    aws dynamodb describe-table --table-name "$copy" --query Table.TableStatus --output text
}

wait_until_active() {
    echo "+ wait until $copy is active"
    [[ -n $dry_run ]] || until [[ $(status) == ACTIVE ]]; do sleep 20; done
}

table=$(aws cloudformation describe-stacks --stack-name "$stack" --output text --query "Stacks[0].Outputs[?OutputKey=='TableName'].OutputValue")
key=$(aws dynamodb describe-table --table-name "$table" --query Table.SSEDescription.KMSMasterKeyArn --output text)
copy=$stack-restore-drill-$(date -u +%Y%m%d%H%M%S)
began=$SECONDS

run aws dynamodb restore-table-to-point-in-time --source-table-name "$table" --target-table-name "$copy" \
    --restore-date-time "$(date -u -d '10 minutes ago' +%FT%TZ)" \
    --sse-specification-override "Enabled=true,SSEType=KMS,KMSMasterKeyId=$key" >/dev/null
# The copy contains customers: it is deleted even if a step below fails.
trap delete EXIT
wait_until_active
echo "restored after $((SECONDS - began)) s"

# A restored table lacks these; the table of a stack has them from template.yaml.
run aws dynamodb update-time-to-live --table-name "$copy" --time-to-live-specification Enabled=true,AttributeName=expires_at >/dev/null
run aws dynamodb update-continuous-backups --table-name "$copy" --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true >/dev/null
run aws dynamodb update-table --table-name "$copy" --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES >/dev/null
wait_until_active

run aws dynamodb get-item --table-name "$copy" --key '{"pk": {"S": "CATALOG"}, "sk": {"S": "VERSION"}}' --query Item
if [[ -z $dry_run ]]; then eval "$(aws configure export-credentials --format env)"; fi
STAGE=production TABLE_NAME=$copy run cargo run --quiet --locked -p audit -- --day "$day"
echo "usable after $((SECONDS - began)) s"
