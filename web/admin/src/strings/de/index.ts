import audit from "./audit.json";
import categories from "./categories.json";
import common from "./common.json";
import customers from "./customers.json";
import dashboard from "./dashboard.json";
import orders from "./orders.json";
import problems from "./problems.json";
import products from "./products.json";
import reactAdmin from "./react-admin";
import settings from "./settings.json";

export default {
  ...reactAdmin,
  audit,
  categories,
  common,
  customers,
  dashboard,
  orders,
  problems,
  products,
  settings,
};
