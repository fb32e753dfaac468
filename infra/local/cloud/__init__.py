"""The local cloud: deploys template.yaml on one machine, together with a pretend Stripe."""
