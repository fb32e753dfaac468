import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
    { ignores: ["**/dist", "packages/api/src/schema.ts", "eslint.config.js"] },
    tseslint.configs.strict,
    // `{ id: _id, ...rest }` omits a field.
    { rules: { "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }] } },
    {
        files: ["storefront/**", "admin/**"],
        extends: [jsxA11y.flatConfigs.recommended, reactHooks.configs.flat.recommended],
    },
    {
        // Not for the back office: react-admin's records and forms are typed `any`.
        files: ["storefront/src/**", "packages/*/src/**"],
        extends: [tseslint.configs.strictTypeChecked],
        languageOptions: { parserOptions: { project: ["storefront/tsconfig.json", "tsconfig.node.json"] } },
        rules: {
            // Numbers are safe in template literals.
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            // Event handlers may return a value that is ignored.
            "@typescript-eslint/no-confusing-void-expression": "off",
        },
    },
);
