"""The local cloud: template.yaml deployed on one machine, with a pretend Stripe beside it."""
