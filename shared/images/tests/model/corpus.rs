//! Thousands of models that differ from a valid one in a single value or in a few numbers.

use serde_json::{Value, json};

use crate::glb::{Model, decorated, moving, triangle};

/// A model, and what was changed in it.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) file: Vec<u8>,
}

/// Every model of the corpus: each base, and each base with every value of its document replaced by others.
pub(crate) fn corpus() -> Vec<Case> {
    let bases = [
        ("triangle", triangle()),
        ("decorated", decorated()),
        ("moving", moving()),
        ("quantized", Model::parse(include_bytes!("files/mesh-quantization.glb"))),
        ("webp", Model::parse(include_bytes!("files/texture-webp-required.glb"))),
    ];
    let mut cases = Vec::new();
    for (base, model) in bases {
        cases.push(Case { name: base.to_owned(), file: model.file() });
        let mut pointers = Vec::new();
        pointers_of(&model.json, String::new(), &mut pointers);
        for pointer in pointers.iter().filter(|pointer| !pointer.is_empty() && !is_picture(pointer)) {
            let present = model.json.pointer(pointer).unwrap();
            for value in replacements(present).into_iter().filter(|value| !is_endless(pointer, value)) {
                let name = format!("{base} {pointer} = {value}");
                cases.push(Case { name, file: model.with(pointer, value).file() });
            }
        }
        cases.extend(numbers(base, &model));
        cases.extend(containers(base, &model));
    }
    cases
}

/// Lengths of pictures are left alone: their content is compared in other tests.
fn is_picture(pointer: &str) -> bool {
    pointer.starts_with("/images/")
}

/// The validator counts to four billion, which takes it minutes.
fn is_endless(pointer: &str, value: &Value) -> bool {
    pointer.ends_with("/count") && value.as_u64().is_some_and(|count| count > 10_000)
}

fn pointers_of(value: &Value, here: String, pointers: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers_of(item, format!("{here}/{index}"), pointers);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                pointers_of(field, format!("{here}/{name}"), pointers);
            }
        }
        _ => {}
    }
    pointers.push(here);
}

/// Values in the place of another one; `null` removes a field.
fn replacements(present: &Value) -> Vec<Value> {
    let mut values = vec![Value::Null, json!("other"), json!(-1), json!({})];
    match present {
        Value::Number(_) => values.extend([
            json!(0),
            json!(1),
            json!(2),
            json!(3),
            json!(0.7),
            json!(7),
            json!(5125),
            json!(4_294_967_296_u64),
        ]),
        Value::Array(items) => {
            values.push(json!([]));
            values.push(json!([items[0], items[0]]));
            values.push(json!(items[1..]));
        }
        Value::Object(_) => values.push(json!([])),
        _ => values.push(json!(true)),
    }
    values.retain(|value| value != present);
    values
}

/// The model with each number of its data changed in a way that some rule may forbid.
fn numbers(base: &str, model: &Model) -> Vec<Case> {
    let mut cases = Vec::new();
    for place in (0..model.data.len().min(900)).step_by(4) {
        for number in [f32::NAN, f32::INFINITY, -1.0, 0.3] {
            let mut changed = model.clone();
            let Some(bytes) = changed.data.get_mut(place..place + 4) else { continue };
            bytes.copy_from_slice(&number.to_le_bytes());
            let name = format!("{base} data {place} = {number}");
            cases.push(Case { name, file: changed.file() });
        }
    }
    cases
}

/// The model with each number of its container changed, with other chunks, and with bytes after its end.
fn containers(base: &str, model: &Model) -> Vec<Case> {
    let whole = model.file();
    let data = whole.windows(4).position(|kind| kind == b"BIN\0").unwrap();
    let mut cases = Vec::new();
    for place in [0, 4, 8, 12, 16, data - 4, data] {
        let present = u32::from_le_bytes(*whole[place..].first_chunk().unwrap());
        for number in
            [0, 1, 3, 0x4e4f_534a, u32::MAX, present.wrapping_add(4), present.wrapping_sub(4), present ^ 1]
        {
            let mut file = whole.clone();
            file[place..place + 4].copy_from_slice(&number.to_le_bytes());
            cases.push(Case { name: format!("{base} word {place} = {number}"), file });
        }
    }
    for end in [whole.len() - 4, whole.len() - 1, 20, 16, 12, 11, 4] {
        cases.push(Case { name: format!("{base} up to {end}"), file: whole[..end].to_vec() });
    }
    cases.push(Case { name: format!("{base} and more"), file: [whole.as_slice(), b"more"].concat() });
    cases
}
