import assert from "node:assert/strict";
import { join } from "node:path";
import { sanitize } from "../../transforms/convert/pipeline";
import { fallbackDocument } from "../../transforms/publication/fallbackDocument";
import { publication } from "../../transforms/publication/publication";
import { bodies, mediaTypes } from "../emulator/workspace/scoringBodies";
import { cells } from "../emulator/workspace/scoringCells";
import { columns, document, params, records, tensor } from "../emulator/workspace/scoringRow";
import { validator30 } from "../transforms/validators";
import { Tools } from "./tools";

const folder = process.env.CLIENT_TOOLS;
const rows = [...cells, ...bodies];

/** What the server takes after a cast: a caller of the published document sends the column's own type. */
const casts = [
    "a long as text",
    "a long with a fraction",
    "a long that is true",
    "a double as text",
    "a double that is true",
];

/** What the server refuses and OpenAPI 3.0 cannot say, or cannot say without members that clients would send. */
const unsayable = [
    "a row that is too long",
    "a row that is too short",
    "more labels than rows",
    "a missing column of a split",
    "a datetime in UTC",
    "a datetime with another offset",
    "a datetime that is none",
    "a long of 2^64",
    "a long of 2^63 in inputs",
    "an optional long missing in one row",
    "base64 with wrong padding",
    "a nested double of 2",
    "a list of doubles of 2",
    "a table beside messages",
    "a table beside prompt",
    "a table beside input",
    "a parameter with a point",
    "a chat with a temperature of 2",
    "a message without role, to a ResponsesAgent",
];

describe("MLflow's scoring server itself", function () {
    this.timeout(5 * 60_000);

    if (folder === undefined) return;

    let answers: [status: number, text: string, type: string][];
    before(async () => {
        const requests = rows.map(([, model, body]) => [model, body, "application/json"]);
        const typed = mediaTypes.map(([contentType = null]) => ["table", records({ a: 1 }), contentType]);
        const script = join(__dirname, "python", "scoring.py");
        answers = JSON.parse(await new Tools(folder).mlflow(script, [...requests, ...typed]));
    });

    it("answers each row of the emulated workspace's table as the table says", () => {
        for (const [index, [what, , body, expected]] of rows.entries()) {
            const [status, text] = answers[index]!;
            assert.equal(status, typeof expected === "number" ? 200 : 400, `${what}: ${body}: ${text}`);
            if (typeof expected === "number") continue;
            const { error_code, message } = JSON.parse(text);
            assert.equal(error_code, expected[0], `${what}: ${text}`);
            assert.match(message, expected[1], what);
        }
    });

    it("answers content types that it does not take in plain text", () => {
        for (const [index, [contentType, status, expected]] of mediaTypes.entries()) {
            const [answered, text, type] = answers[rows.length + index]!;
            assert.deepEqual([answered, type], [status, "text/plain; charset=utf-8"], contentType);
            assert.match(text, expected);
        }
    });

    it("takes nothing that the published document does not describe, apart from what it casts", () => {
        const others = rows.filter(([, model, body], index) => answers[index]![0] === 200 && !fits(model, body));
        assert.deepEqual(others.map(([what]) => what).sort(), [...casts].sort());
    });

    it("refuses nothing that the published document describes, apart from what no document can say", () => {
        const others = rows.filter(([, model, body], index) => answers[index]![0] !== 200 && fits(model, body));
        assert.deepEqual(others.map(([what]) => what).sort(), [...unsayable].sort());
    });
});

/** A signature's columns in each form, as Databricks writes them. */
const names = Object.keys(columns.properties);
const list = { type: "array", items: columns };
const split = {
    type: "object",
    properties: {
        index: { type: "array", items: { type: "integer" } },
        columns: {
            description: `required fields: ${columns.required.join(", ")}`,
            type: "array",
            items: { type: "string", enum: names },
        },
        data: { type: "array", items: { type: "array", prefixItems: Object.values(columns.properties) } },
    },
};
const form = (name: string, schema: object) => ({ type: "object", properties: { [name]: schema, params } });
const table = document({
    oneOf: [form("dataframe_split", split), form("dataframe_records", list), form("inputs", list)],
});

const served: Readonly<Record<string, () => object>> = {
    table: () => sanitize(table).document,
    tensor: () => sanitize(tensor).document,
    chat: () => general("agent/v1/chat"),
    agent: () => general("agent/v2/chat"),
    responses: () => general("agent/v1/responses"),
};

function general(task: string): object {
    const endpoint = { name: "agent", task };
    return publication(fallbackDocument(endpoint, "https://example.com"), endpoint).document;
}

const validators = new Map<string, (body: unknown) => boolean | undefined>();

/** Whether a body fits what is published of a model. */
function fits(model: string, body: string): boolean {
    let accepts = validators.get(model);
    if (accepts === undefined) {
        const { paths, components } = served[model]!() as any;
        const { post } = paths["/invocations"] ?? Object.values(paths)[0];
        const { schema } = post.requestBody.content["application/json"];
        validators.set(model, (accepts = validator30(schema, components?.schemas ?? {})));
    }
    return accepts(JSON.parse(body)) === true;
}
