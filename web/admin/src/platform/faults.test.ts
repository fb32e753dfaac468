import { HttpError } from "react-admin";
import { describe, expect, it } from "vitest";
import { fieldErrors, rethrowAt } from "./faults";

describe("faults of a form", () => {
  it("stand at the fields that they are about, also inside of lists", () => {
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

  it("are told above the form where they are about all of it", () => {
    const faults = [
      { pointer: "", detail: "Too much." },
      { pointer: "", detail: "Too early." },
      { pointer: "", detail: "Too much." },
    ];
    expect(fieldErrors(faults)).toEqual({ root: { serverError: "Too much. Too early." } });
  });

  it("go inside of a field that was faulty as a whole", () => {
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

  it("are lifted to the input that shows them", () => {
    expect(thrown({ pointer: "/price/amount", detail: "Below zero." })).toMatchObject({
      code: "invalid_input",
      errors: { price: "Below zero." },
    });
  });

  it("are told above the form where it has no such input, and so do not stay for ever", () => {
    const body = thrown(
      { pointer: "/rows/0/id", detail: "Unknown." },
      { pointer: "/names", detail: "Many." },
    );
    expect(body).toMatchObject({ errors: { root: { serverError: "Unknown. Many." } } });
  });

  it("leave an error without faults as it is", () => {
    const error = new Error("offline");
    expect(() => rethrowAt(inputs)(error)).toThrow(error);
  });
});
