import { configure } from "@testing-library/dom";
import { vi } from "vitest";

// The default of one second fails on a machine that also compiles. A condition that comes true ends its wait at once.
const timeout = 15_000;
configure({ asyncUtilTimeout: timeout });

const waitFor = vi.waitFor.bind(vi);
vi.waitFor = (condition, options) => waitFor(condition, options ?? { timeout });
