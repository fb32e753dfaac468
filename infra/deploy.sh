#!/usr/bin/env bash
# Checks and deploys the stack: infra/deploy.sh STACK [--dry-run] [--restart] [--yes] [Parameter=Value ...]
# Parameters that are not given keep their values. --dry-run only checks and prints. --restart makes all functions read
# their secrets again. --yes does not ask before the change set is executed.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."

usage="usage: infra/deploy.sh STACK [--dry-run] [--restart] [--yes] [Parameter=Value ...]"
stack=${1:?$usage}
shift
dry_run='' restart='' confirm=--confirm-changeset
declare -A given=() deployed=()
for argument; do
    case $argument in
        --dry-run) dry_run=yes ;;
        --restart) restart=$(date -u +%s) ;;
        --yes) confirm=--no-confirm-changeset ;;
        [A-Z]*=*) given[${argument%%=*}]=${argument#*=} ;;
        *) echo "$usage" >&2; exit 2 ;;
    esac
done

# A problem prevents the deployment. A warning is about a state that a deployment cannot repair and must not wait for.
problems=0
problem() { echo "problem: $*"; problems=$((problems + 1)); }
warning() { echo "warning: $*"; }

# Value of a parameter after the deployment: as given, as deployed, or the template's default.
value() {
    if [[ -v given[$1] ]]; then echo "${given[$1]}"
    elif [[ -v deployed[$1] ]]; then echo "${deployed[$1]}"
    else sed -n "/^  $1:/,/^  [A-Z]/s/^    Default: *\"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p" template.yaml
    fi
}

output() {
    aws cloudformation describe-stacks --stack-name "$stack" --output text --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"
}

deployed_parameters() {
    aws cloudformation describe-stacks --stack-name "$stack" --output text --query 'Stacks[0].Parameters[].[ParameterKey, ParameterValue]'
}

read_deployed() {
    local key current lines error
    account=$(aws sts get-caller-identity --query Account --output text)
    exists=''
    if ! lines=$(deployed_parameters 2>/dev/null); then
        error=$(deployed_parameters 2>&1 >/dev/null) || true
        [[ $error == *"does not exist"* ]] || { echo "$error" >&2; exit 1; }
        return
    fi
    exists=yes
    while IFS=$'\t' read -r key current; do deployed[$key]=$current; done <<<"$lines"
}

check_name() {
    [[ $stack =~ ^[a-z][a-z0-9-]{0,31}$ ]] ||
        problem "a stack's name has at most 32 lower-case letters, digits and hyphens; some resources are named after it"
    [[ ! $stack =~ aws|amazon|cognito ]] || problem "Cognito accepts no domain that contains aws, amazon or cognito"
}

# SAM ignores a parameter that the template does not have.
check_parameters() {
    local name known
    known=$(sed -n '/^Parameters:/,/^Rules:/s/^  \([A-Z][A-Za-z]*\):$/\1/p' template.yaml)
    for name in "${!given[@]}"; do grep -qx "$name" <<<"$known" || problem "the template has no parameter $name"; done
}

check_packages() {
    local machine function binary
    case $(value Architecture) in arm64) machine=' b7 00' ;; *) machine=' 3e 00' ;; esac
    for function in $(sed -n 's|^ *CodeUri: target/lambda/\(.*\)/$|\1|p' template.yaml); do
        binary=target/lambda/$function/bootstrap
        if [[ ! -f $binary ]]; then problem "$binary is missing; run cargo lambda build --release"
        # Bytes 18 and 19 of an ELF file are its machine.
        elif [[ $(od -An -tx1 -j18 -N2 "$binary") != "$machine" ]]; then
            problem "$binary is not built for $(value Architecture)"
        fi
    done
}

check_site() {
    if [[ ! -f web/storefront/dist/version ]]; then problem "web/storefront/dist/version is missing; run make web"; return; fi
    given[AssetsVersion]=$(<web/storefront/dist/version)
    if [[ -n $exists ]] && ! aws s3 ls "s3://$(output SiteBucketName)/assets/${given[AssetsVersion]}/" >/dev/null; then
        problem "the scripts ${given[AssetsVersion]} are not published; run infra/publish.sh $stack first"
    fi
}

check_addresses() {
    local name examples='(^|[.@/])(example\.(com|net|org)|localhost|127\.0\.0\.1)$|\.(example|invalid|local|localhost|test)$'
    [[ $(value Stage) == production ]] || return 0
    for name in StorefrontUrl AdminUrl; do [[ $(value $name) == https://* ]] || problem "$name must begin with https:// in production"; done
    for name in StorefrontUrl AdminUrl MailFrom; do
        [[ ! $(value $name) =~ $examples ]] || problem "$name is $(value $name), which is not a real address"
    done
    [[ -n $(value AlarmEmail) ]] || problem "AlarmEmail must be set in production"
    [[ $(value CertificateArn) =~ ^(arn:[a-z-]+:acm:us-east-1:.*)?$ ]] || problem "CloudFront takes certificates of us-east-1 only"
}

check_account() {
    local executions sending mail_domain
    executions=$(aws lambda get-account-settings --query AccountLimit.ConcurrentExecutions --output text)
    ((executions >= 100)) ||
        warning "only $executions functions run at once in this account; request at least 100 (Service Quotas, Lambda, concurrent executions)"
    sending=$(aws sesv2 get-account --query '[ProductionAccessEnabled, SendingEnabled]' --output text)
    [[ $sending == True$'\t'True ]] || warning "SES sends to verified addresses only, or is paused; customers get no mail"
    mail_domain=$(value MailFrom)
    mail_domain=${mail_domain#*@}
    [[ $(aws sesv2 get-email-identity --email-identity "$mail_domain" --query VerifiedForSendingStatus --output text 2>/dev/null) == True ]] ||
        warning "the domain $mail_domain is not verified in SES; no mail is sent"
}

# Asks for the versions of a secret, not for its value.
check_secrets() {
    local name versions
    for name in StripeApiKeyArn StripeWebhookSecretArn; do
        versions=''
        [[ -z $exists ]] || versions=$(aws secretsmanager describe-secret --secret-id "$(output $name)" --query VersionIdsToStages --output text)
        [[ -n $versions && $versions != None ]] || warning "the secret $name has no value yet; the functions that need it cannot start"
    done
}

# Changes with each package and parameter, and with each restart.
fingerprint() {
    {
        sha256sum target/lambda/*/bootstrap template.yaml
        for name in "${!given[@]}"; do echo "$name=${given[$name]}"; done | sort
        echo "$restart"
    } | sha256sum | cut -d' ' -f1
}

print_plan() {
    local name
    echo "Deploys $stack ($(value Stage), $(value Architecture)) in account $account, ${exists:+an update}${exists:-its first deployment}" | sed 's/updateyes/update/'
    for name in $(printf '%s\n' "${!given[@]}" | sort); do
        [[ ${given[$name]} == "${deployed[$name]-}" ]] || echo "  $name: ${deployed[$name]-(not set)} -> ${given[$name]}"
    done
    [[ -z $restart ]] || echo "  all functions start again"
    [[ -z $exists ]] || echo "  the functions that call Stripe change by $(value Rollout), all others at once"
}

read_deployed
check_name
check_parameters
check_packages
check_site
check_addresses
check_account
check_secrets
if ((problems)); then echo "$problems problem(s); nothing was deployed."; exit 1; fi
given[Release]=$(fingerprint)
print_plan

overrides=()
for name in $(printf '%s\n' "${!given[@]}" | sort); do overrides+=("$name=${given[$name]}"); done
command=(sam deploy --template-file template.yaml --stack-name "$stack" --resolve-s3 --capabilities CAPABILITY_IAM
    --no-fail-on-empty-changeset "$confirm" --parameter-overrides "${overrides[@]}")
if [[ -n $dry_run ]]; then echo "Would run: ${command[*]}"; exit; fi
"${command[@]}"
