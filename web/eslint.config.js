import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
    { ignores: ["**/dist", "packages/api/src/schema.ts", "eslint.config.js"] },
    tseslint.configs.strict,
    // `{ id: _id, ...rest }` is how a field is left out.
    { rules: { "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }] } },
    {
        files: ["storefront/**", "admin/**"],
        extends: [jsxA11y.flatConfigs.recommended, reactHooks.configs.flat.recommended],
    },
    {
        // Not in the back office: records and forms of react-admin are `any` wherever they come from it.
        files: ["storefront/src/**", "packages/*/src/**"],
        extends: [tseslint.configs.strictTypeChecked],
        languageOptions: { parserOptions: { project: ["storefront/tsconfig.json", "tsconfig.node.json"] } },
        rules: {
            // Numbers in texts are what they look like.
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            // `() => void` handlers of events may answer what they like.
            "@typescript-eslint/no-confusing-void-expression": "off",
        },
    },
);
