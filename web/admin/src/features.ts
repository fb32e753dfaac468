/** The features of the back office, in the menu's order. Each is a folder of its own. */

import { audit } from "./audit";
import { categories } from "./categories";
import { customers } from "./customers";
import { orders } from "./orders";
import type { Feature } from "./platform/feature";
import { products } from "./products";
import { settings } from "./settings";

export const FEATURES: readonly Feature[] = [orders, products, categories, customers, settings, audit];
