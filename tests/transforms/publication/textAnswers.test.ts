import * as assert from "node:assert/strict";
import type { OpenAPIV3 } from "openapi-types";
import { importOpenApi } from "../../../emulator/arm/importer/importer";
import { canonicalJson } from "../../../transforms/canonical";
import { publication } from "../../../transforms/publication/publication";
import { documentOf } from "../document";

const options = { translateRequiredQueryParameters: "template" } as const;
const parts = {
    anyOf: [
        { type: "string", nullable: true },
        { type: "array", items: { type: "object" } },
    ],
};

/** What is published of an endpoint that takes and answers messages with such content. */
function published(content: object, answers: "text" | undefined, task = "llm/v1/chat") {
    const message = { type: "object", properties: { role: { type: "string" }, content } };
    const ref = { $ref: "#/components/schemas/Message" };
    const served: any = documentOf({ type: "object", properties: { messages: { type: "array", items: ref } } });
    const choice = { type: "object", properties: { message: ref } };
    const answer = { type: "object", properties: { choices: { type: "array", items: choice } } };
    served.components = { ...served.components, schemas: { Message: message } };
    for (const item of Object.values<any>(served.paths)) {
        item.post.responses["200"].content = { "application/json": { schema: answer } };
    }
    return publication(served, { name: "ep", task }, { answers });
}

/** What a document says of the content of messages in answers, or in requests. */
function contentIn(document: OpenAPIV3.Document, of: "answers" | "requests", path = "/invocations"): unknown {
    const { requestBody, responses } = document.paths[path]!.post as any;
    const { schema } = (of === "answers" ? responses["200"] : requestBody).content["application/json"];
    const look = (value: any) =>
        (value.$ref ? document.components!.schemas![value.$ref.split("/").at(-1)] : value) as any;
    const { choices, messages } = look(schema).properties;
    const message = of === "answers" ? look(choices.items).properties.message : messages.items;
    return look(message).properties.content;
}

describe("the document of an endpoint whose answers become text", () => {
    it("says text where a message's content may be a list, on each path, and leaves requests alone", () => {
        const { document, report } = published(parts, "text");
        for (const path of ["/invocations", "/chat/completions"]) {
            assert.deepEqual(contentIn(document, "answers", path), { type: "string", nullable: true });
            assert.notDeepEqual(contentIn(document, "requests", path), { type: "string", nullable: true });
        }
        assert.ok(report.some(({ construct, effect }) => construct === "content" && effect === "rewritten"));
    });

    for (const [what, content, expected] of [
        [
            "a list alone",
            { type: "array", items: {}, description: "Parts." },
            { type: "string", description: "Parts." },
        ],
        ["a choice without null", { oneOf: [{ type: "string" }, { type: "array", items: {} }] }, { type: "string" }],
        ["anything", {}, { type: "string", nullable: true }],
    ] as const) {
        it(`says text in place of ${what}`, () => {
            assert.deepEqual(contentIn(published(content, "text").document, "answers"), expected);
        });
    }

    it("is importable", () => {
        const { document } = published(parts, "text");
        const imported = importOpenApi(canonicalJson(document), "openapi+json", options);
        assert.ok("api" in imported, JSON.stringify(imported));
    });

    it("is the same document where all content is text, or the setting is off", () => {
        const text = { type: "string" };
        const of = (answers?: "text") => published(text, answers, "unknown").document;
        assert.deepEqual(of("text"), of());
        assert.deepEqual(contentIn(published(parts, undefined).document, "answers"), parts);
    });
});
