import { HttpError } from "react-admin";
import { describe, expect, it } from "vitest";
import { fieldErrors, rethrowAt } from "./faults";

describe("faults of a form", () => {
  it("are placed at their fields, also inside lists", () => {
    const faults = [
      { pointer: "/slug", detail: "Taken." },
      { pointer: "/variants/1/value", detail: "Empty." },
      { pointer: "/names/a~1b~0c", detail: "Odd." },
    ];
    expect(fieldErrors(faults)).toEqual({
      slug: "Taken.",
      variants: { 1: { value: "Empty." } },
      names: { "a/b~c": "Odd." },
    });
  });

  it("are general if they concern the whole form", () => {
    const faults = [
      { pointer: "", detail: "Too much." },
      { pointer: "", detail: "Too early." },
      { pointer: "", detail: "Too much." },
    ];
    expect(fieldErrors(faults)).toEqual({ root: { serverError: "Too much. Too early." } });
  });

  it("can be nested in a field that has a fault itself", () => {
    const faults = [
      { pointer: "/price", detail: "Wrong." },
      { pointer: "/price/amount", detail: "Too large." },
    ];
    expect(fieldErrors(faults)).toEqual({ price: { amount: "Too large." } });
  });
});

describe("faults at a form's inputs", () => {
  const inputs = /^\/(name|price|rows\/\d+\/alt)(?=\/|$)/;

  function thrown(...faults: { pointer: string; detail: string }[]): unknown {
    try {
      rethrowAt(inputs)(new HttpError("Faulty.", 422, { code: "invalid_input", faults }));
    } catch (error) {
      return (error as HttpError).body;
    }
  }

  it("are placed at the input that shows them", () => {
    expect(thrown({ pointer: "/price/amount", detail: "Below zero." })).toMatchObject({
      code: "invalid_input",
      errors: { price: "Below zero." },
    });
  });

  it("are general if the form has no such input", () => {
    const body = thrown(
      { pointer: "/rows/0/id", detail: "Unknown." },
      { pointer: "/names", detail: "Many." },
    );
    expect(body).toMatchObject({ errors: { root: { serverError: "Unknown. Many." } } });
  });

  it("leave an error without faults unchanged", () => {
    const error = new Error("offline");
    expect(() => rethrowAt(inputs)(error)).toThrow(error);
  });
});
