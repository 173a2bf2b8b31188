import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { OpenAPIV3 } from "openapi-types";
import { Agent, FormData, request } from "undici";
import { endpointFacts } from "../../components/api/tasks";
import { tokenCredential } from "../../components/policies/credentialPolicies";
import { createCertificate } from "../../emulator/certificate";
import { type EmulatedGateway, startGateway } from "../../emulator/gateway/server";
import { publication } from "../../transforms/publication/publication";
import { putApiPolicy } from "../components/policies/policyText";
import { ControlPlane } from "../emulator/gateway/controlPlane";
import { importable } from "../transforms/importable";
import { validator30 } from "../transforms/validators";
import { Tools } from "./tools";

const folder = process.env.CLIENT_TOOLS;

const id = "00000000-0000-0000-0000-000000000001";
const item = {
    name: "ball",
    size: "S",
    stars: 5,
    price: { amount: "2.50", currency: "USD" },
    code: "a-1",
    added: "2026-11-28T09:00:00Z",
    valid: ["2026-01-01", "2026-12-31"],
    position: [1.5, 2],
    labels: { color: "red", weight: 3 },
    category: { name: "toys", children: [{ name: "balls", children: [{ name: "small balls" }] }] },
    pet: { kind: "dog", barks: true, weight: 12.5 },
};
const smallest = { name: "ball", size: "L", price: { amount: 1 } };

/** Calls of the application as its document describes them: what is sent, and with which status it is answered. */
const calls: readonly [status: number, method: string, path: string, template: string, body?: unknown][] = [
    [200, "GET", "/items?limit=1&sizes=L&order=price", "/items"],
    [422, "GET", "/items?limit=0", "/items"],
    [201, "POST", "/items", "/items", item],
    [201, "POST", "/items", "/items", smallest],
    [422, "POST", "/items", "/items", { ...smallest, size: "M" }],
    [422, "POST", "/items", "/items", { ...smallest, color: "red" }],
    [200, "GET", `/items/${id}`, "/items/{item_id}"],
    [204, "DELETE", `/items/${id}`, "/items/{item_id}"],
    [200, "POST", "/pets", "/pets", { kind: "cat", lives: 7 }],
    [200, "POST", "/pets", "/pets", { kind: "dog", barks: false, weight: 4 }],
    [422, "POST", "/pets", "/pets", { kind: "dog", lives: 7 }],
    [200, "PUT", "/categories/toys", "/categories/{path}", item.category],
    [200, "POST", "/batches", "/batches", [item, smallest]],
    [200, "POST", "/batches", "/batches", { first: item }],
];

describe("an application of FastAPI behind the gateway", function () {
    this.timeout(5 * 60_000);
    if (folder === undefined) return;

    const tools = new Tools(folder);
    let app: Awaited<ReturnType<Tools["serveFastApi"]>>;
    let gateway: EmulatedGateway;
    let client: Agent;
    let published: OpenAPIV3.Document;
    let lookedAt: { readonly [path: string]: any };
    before(async () => {
        const document = JSON.parse(await tools.fastApiDocument("shop"));
        published = publication(document, { name: "shop" }).document;
        lookedAt = published.paths;
        app = await tools.serveFastApi();
        const tls = await createCertificate();
        client = new Agent({ connect: { ca: tls.ca } });
        const plane = new ControlPlane();
        gateway = await startGateway({ store: plane.store, serviceId: plane.serviceId, tls });
        plane.set("namedValues/token", "namedValues", { displayName: "token" }, { value: "token-of-the-gateway" });
        plane.api("shop", { serviceUrl: app.url, subscriptionRequired: true }, []);
        plane.operations("shop", published);
        plane.subscription("shop", "/apis/shop", "key-of-shop");
        const call = { retry: false, timeout: 300, pooled: false } as const;
        const endpoint = { credential: tokenCredential("token"), call, endpoint: "shop" };
        const callers = { subscriptionKey: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" } };
        putApiPolicy(
            plane,
            "shop",
            { callers, endpoint },
            endpointFacts("Developer", "", "", JSON.stringify(published)),
        );
    });
    after(async () => {
        await client?.close();
        await gateway?.close();
        await app?.stop();
    });

    const send = async (method: string, path: string, options: object) => {
        const { statusCode, body } = await request(`${gateway.url}/shop${path}`, {
            method: method as "GET",
            dispatcher: client,
            ...options,
            headers: {
                "Ocp-Apim-Subscription-Key": "key-of-shop",
                ...("json" in options && { "content-type": "application/json" }),
            },
        });
        return { status: statusCode, text: await body.text() };
    };
    const fits = (content: any, value: unknown) =>
        validator30(content["application/json"].schema, published.components?.schemas ?? {})(value);

    it("has the document that the tests know, which imports", async () => {
        const known = readFileSync(join(__dirname, "..", "golden", "41-fastapi.json"), "utf8");
        assert.deepEqual(JSON.parse(await tools.fastApiDocument("shop")), JSON.parse(known));
        assert.deepEqual(await importable(published), []);
    });

    for (const [status, method, path, template, body] of calls) {
        const sent = body === undefined ? "" : ` with ${JSON.stringify(body).slice(0, 60)}`;
        it(`answers ${method} ${path}${sent} with ${status}, as the published document says`, async () => {
            const operation = lookedAt[template][method.toLowerCase()];
            const options = body === undefined ? {} : { json: true, body: JSON.stringify(body) };
            const answer = await send(method, path, options);
            assert.equal(answer.status, status, answer.text);
            if (body !== undefined)
                assert.equal(fits(operation.requestBody.content, body), status < 400, "the request");
            if (answer.text !== "") {
                const { content } = operation.responses[String(status)];
                assert.ok(fits(content, JSON.parse(answer.text)), answer.text);
            }
        });
    }

    it("takes uploads, byte for byte, of as many files as the caller sends", async () => {
        const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));
        const form = new FormData();
        for (const name of ["one.bin", "two.bin"]) form.append("files", new Blob([bytes]), name);
        form.append("picture", new Blob([bytes.subarray(0, 5)]), "p.png");
        form.append("note", "Grüße\r\n");
        const { status, text } = await send("POST", "/uploads", { body: form });
        assert.equal(status, 200, text);
        assert.deepEqual(JSON.parse(text), { names: ["one.bin", "two.bin"], bytes: 140_005, note: "Grüße\r\n" });
        const { content } = lookedAt["/uploads"].post.requestBody;
        assert.deepEqual(Object.keys(content), ["multipart/form-data"]);
    });

    it("publishes of 372 operations those that are picked, with what they use", async () => {
        const large = JSON.parse(await tools.fastApiDocument("large"));
        const paths = { include: ["/area3/**"], exclude: ["/area3/thing3"] };
        const { document } = publication(large, { name: "large" }, { paths });
        assert.equal(Object.keys(document.paths).length, 30);
        assert.deepEqual(await importable(document), []);
        assert.equal(Object.keys(publication(large, { name: "large" }).document.paths).length, 372);
    });
});
