cd @ROOT@; API=@API@

# choose a product from the catalogue, with its first variant of each type
SLUG=$(curl -s "$API/products?limit=1" | jq -r '.items[0].slug')
CART=$(curl -s "$API/products/$SLUG" | jq -c '{country: "DE", items: [{product_id: .id, quantity: 1,
  variant_ids: (.variants | group_by(.type) | map(.[0].id))}]}')

# get the price, then start a checkout at that price
QUOTE=$(curl -s "$API/cart/quote" -H 'Content-Type: application/json' -d "$CART"); echo "$QUOTE" | jq
CHECKOUT=$(echo "$CART" | jq -c --argjson quote "$QUOTE" '. + {expected_total: $quote.total, expected_ship_by: $quote.ship_by}' |
  curl -s "$API/checkouts" -H 'Content-Type: application/json' -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" -d @-); echo "$CHECKOUT" | jq
ID=$(echo "$CHECKOUT" | jq -r .checkout_id)

# pay on the pretend Stripe's page (or open its url in a browser), and see the order
curl -s -o /dev/null -X POST "$(echo "$CHECKOUT" | jq -r .url)/pay" -d email=ada@example.com
sleep 2; curl -s "$API/checkouts/$ID" | jq
curl -s "$API/mailbox.json" | jq -r '.[0] | .Subject, .BodyText'

# as staff: list orders, show the order with its customer and audit trail, and fulfil it
AUTH="Authorization: Bearer $(python3 infra/local token)"
curl -s "$API/admin/orders" -H "$AUTH" | jq
curl -s "$API/admin/orders/$ID?customer=true" -H "$AUTH" | jq
act() { curl -s "$API/admin/orders/$ID/$1" -H "$AUTH" -H 'Content-Type: application/json' -d "$(
  curl -s "$API/admin/orders/$ID" -H "$AUTH" | jq -c --argjson body "$2" '{version} + $body')" | jq -c; }
act transitions '{"to": "processing", "details_verified": true}'
act transitions '{"to": "shipped", "carrier": "DHL", "tracking_number": "00340434161094042557"}'
act transitions "{\"to\": \"delivered\", \"delivered_at\": \"$(date -u +%FT%TZ)\"}"

# refund a part, see the mails to the customer and the summary of sales
act refunds '{"amount": {"amount": 400, "currency": "EUR"}, "reason": "a scratch on the foot"}'
sleep 2; curl -s "$API/admin/orders/$ID" -H "$AUTH" | jq -c '.refunds[0].status, .refundable, [.mails[].kind]'
curl -s "$API/admin/summary" -H "$AUTH" | jq '{total, top_products, now}'

# erase the customer: the order stays, without customer data
curl -s "$API/admin/customers/erase" -H "$AUTH" -H 'Content-Type: application/json' -d '{"email": "ada@example.com"}' | jq -c
curl -s "$API/admin/orders/$ID?customer=true" -H "$AUTH" | jq '{state, customer, erased_at, total, refundable, audit_intact}'
