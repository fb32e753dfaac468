import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
    { ignores: ["**/dist", "packages/api/src/schema.ts", "eslint.config.js"] },
    tseslint.configs.strictTypeChecked,
    {
        files: ["storefront/**", "admin/**"],
        extends: [jsxA11y.flatConfigs.recommended, reactHooks.configs.flat.recommended],
    },
    {
        languageOptions: {
            parserOptions: {
                project: [
                    "storefront/tsconfig.json",
                    "admin/tsconfig.json",
                    "e2e/tsconfig.json",
                    "tsconfig.node.json",
                ],
            },
        },
        rules: {
            // Numbers in texts are what they look like.
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            // `() => void` handlers of events may answer what they like.
            "@typescript-eslint/no-confusing-void-expression": "off",
        },
    },
);
