//! Starting functions read the compact catalogue. A function is made to start by a changed configuration, which ends its
//! processes while they may answer, so this test has the cloud to itself too.

use serde_json::{Value, json};

use crate::support::{Shop, dragon, unique};

/// The number and the object that the pointer names.
async fn pointer(shop: &Shop) -> (u64, Value) {
    let key = json!({"pk": {"S": "CATALOG"}, "sk": {"S": "INDEX"}});
    let asked = json!({"TableName": shop.value("/table"), "Key": key, "ConsistentRead": true});
    let item = shop.aws().call("dynamodb", "get_item", asked).await["Item"].clone();
    (item["number"]["N"].as_str().unwrap().parse().unwrap(), item["object"]["S"].clone())
}

/// Ends the processes of list-products, and lists the names of a category's products.
async fn listed_by_a_starting_function(shop: &Shop, category: &str, memory: u16) -> Vec<Value> {
    let name = format!("{}-list-products", shop.value("/stack"));
    let change = json!({"FunctionName": name, "MemorySize": memory});
    shop.aws().call("lambda", "update_function_configuration", change).await;
    let page = shop.get(&format!("/products?category={category}&sort=name")).await.json(200);
    page["items"].as_array().unwrap().iter().map(|item| item["name"].clone()).collect()
}

/// Changes a product's place in the index, from which the table is listed.
async fn in_index(shop: &Shop, product: &Value, change: &str, values: Value) {
    let key =
        json!({"pk": {"S": format!("PRODUCT#{}", product["id"].as_str().unwrap())}, "sk": {"S": "PRODUCT"}});
    let mut update = json!({"TableName": shop.value("/table"), "Key": key, "UpdateExpression": change});
    if values.is_object() {
        update["ExpressionAttributeValues"] = values;
    }
    shop.aws().call("dynamodb", "update_item", update).await;
}

#[tokio::test]
async fn a_starting_function_lists_from_the_compact_catalogue_and_the_log() {
    let shop = Shop::open();
    let (staff, aws) = (shop.staff().await, shop.aws());
    let category = format!("c{}", unique());
    let create = async |name: &str| {
        let mut product = dragon();
        (product["category"], product["name"]) = (json!(category), json!(name));
        staff.post("/admin/products", &product).await.json(201)
    };
    let first = create("Alpha").await;
    aws.invoke("index-catalogue").await;
    let (number, object) = pointer(&shop).await;
    let listed = aws.call("s3", "list_objects_v2", json!({"Bucket": shop.value("/catalog_bucket")})).await;
    let stored = listed["Contents"].as_array().unwrap();
    assert!(stored.iter().any(|file| file["Key"] == object), "{object} {stored:?}");

    // A function that read the table would not find the first product.
    in_index(&shop, &first, "REMOVE gsi1pk, gsi1sk", Value::Null).await;
    create("Bravo").await;
    assert_eq!(listed_by_a_starting_function(&shop, &category, 257).await, ["Alpha", "Bravo"]);
    aws.invoke("index-catalogue").await;
    assert!(pointer(&shop).await.0 > number);
    assert_eq!(listed_by_a_starting_function(&shop, &category, 256).await, ["Alpha", "Bravo"]);

    let place = format!("CATEGORY#{category}#{}", first["id"].as_str().unwrap());
    let values = json!({":pk": {"S": "CATALOG"}, ":sk": {"S": place}});
    in_index(&shop, &first, "SET gsi1pk = :pk, gsi1sk = :sk", values).await;
}
