/** The features of the back office, in the menu's order. Each is a folder of its own. */

import { orders } from "./orders";
import type { Feature } from "./platform/feature";

export const FEATURES: readonly Feature[] = [orders];
