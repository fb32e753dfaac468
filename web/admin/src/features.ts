/** The back office's features in menu order, each in a folder of its own. */

import { audit } from "./audit";
import { categories } from "./catalogue/categories";
import { products } from "./catalogue/products";
import { customers } from "./customers";
import { orders } from "./orders";
import type { Feature } from "./platform/feature";
import { settings } from "./shop/settings";

export const FEATURES: readonly Feature[] = [orders, products, categories, customers, settings, audit];
