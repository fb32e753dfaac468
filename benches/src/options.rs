//! The command line: parts to run, functions to measure, numbers of products.

use crate::catalogue::SIZES;

/// The parts of a run.
pub(crate) const PARTS: [&str; 8] =
    ["sizes", "trips", "actions", "catalogue", "cold", "memory", "orders", "costs"];

/// The parts, functions and catalogue sizes that a run measures.
#[derive(Debug, Default)]
pub(crate) struct Options {
    parts: Vec<String>,
    /// Names of functions; all if there are none.
    pub(crate) functions: Vec<String>,
    products: Vec<u32>,
}

impl Options {
    /// Reads names of parts, `--function=<name>` and `--products=<number>`, each any number of times.
    pub(crate) fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut options = Self::default();
        for argument in arguments {
            if let Some(name) = argument.strip_prefix("--function=") {
                options.functions.push(name.to_owned());
            } else if let Some(number) = argument.strip_prefix("--products=") {
                let number = number.parse().ok().filter(|number| *number > 0);
                options
                    .products
                    .push(number.ok_or_else(|| format!("{argument} is not a number of products"))?);
            } else if PARTS.contains(&argument.as_str()) {
                options.parts.push(argument.clone());
            } else {
                return Err(format!("unknown part {argument}; known parts: {}", PARTS.join(", ")));
            }
        }
        Ok(options)
    }

    /// True if a part is to run: all are, unless some are named.
    pub(crate) fn includes(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|named| named == part)
    }

    /// Numbers of products, the fewest first.
    pub(crate) fn products(&self) -> Vec<u32> {
        let mut products = if self.products.is_empty() { SIZES.to_vec() } else { self.products.clone() };
        products.sort_unstable();
        products.dedup();
        products
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Options, String> {
        Options::parse(&arguments.iter().map(|argument| (*argument).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn without_arguments_everything_is_measured() {
        let options = parse(&[]).unwrap();
        assert!(PARTS.iter().all(|part| options.includes(part)));
        assert_eq!((options.functions.len(), options.products()), (0, SIZES.to_vec()));
    }

    #[test]
    fn arguments_name_parts_functions_and_numbers_of_products() {
        let options = parse(&["cold", "--function=get-shop", "--products=1000", "--products=24"]).unwrap();
        assert!(options.includes("cold") && !options.includes("costs"));
        assert_eq!((options.functions[0].as_str(), options.products()), ("get-shop", vec![24, 1_000]));
    }

    #[test]
    fn unknown_arguments_are_refused() {
        for argument in ["cpu", "--products=0", "--products=many", "--verbose"] {
            assert!(parse(&[argument]).unwrap_err().contains(argument), "{argument}");
        }
    }
}
