import assert from "node:assert/strict";
import { refusalOf } from "../settings/configuration";
import { churn, declare, one, policyOf } from "./declare";
import { served } from "./recorder";

const hostile = [
    `"/><set-body>{{databricks-pat}}</set-body><x a="`,
    "@(context.Request.Headers)",
    '@{ return "x"; }',
    "{{databricks-pat}}",
    "]]><inbound />",
    "first\nsecond",
];

/** What the endpoint says of itself stands below. */
const withMetadata = (description: string) => `${description}\n\n${served.metadata}`;

describe("text that looks like policy", () => {
    for (const text of hostile) {
        it(`stays the text that it is in names and descriptions: ${JSON.stringify(text)}`, async () => {
            const plain = policyOf((await declare({})).declared);
            const endpoints = [{ ...churn, displayName: text, description: text }];
            const { declared } = await declare({ endpoints });
            const { displayName, description } = one(declared, "Api").inputs;
            assert.deepEqual([displayName, description], [text, withMetadata(text)]);
            assert.equal(policyOf(declared), plain);
        });

        it(`is no endpoint's name, path or named value: ${JSON.stringify(text)}`, () => {
            const refusal = refusalOf({
                endpoints: [{ name: text, path: text }],
                credential: { pat: "dapi-1", namedValue: text },
            });
            assert.match(refusal, /endpoints\[0\]\.name must be a serving endpoint's name/);
            assert.match(refusal, /endpoints\[0\]\.path must be path segments/);
            assert.match(refusal, /credential\.namedValue must be 1 to 200 letters/);
        });
    }

    it("stays the text that it is in the endpoint's own description", async () => {
        const before = served.description;
        served.description = hostile.join(" ");
        try {
            const { declared } = await declare({});
            assert.equal(one(declared, "Api").inputs.description, withMetadata(hostile.join(" ")));
            assert.doesNotMatch(policyOf(declared), /set-body>\{\{|inbound \/>|context\.Request\.Headers\)/);
        } finally {
            served.description = before;
        }
    });
});
