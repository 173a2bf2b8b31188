import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const endpoint = "wine-quality";

/** `pulumi up` as a person runs it, with its preview: nothing may be made when the preview finds a mistake. */
describe("a mistake on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    let idsBefore: string[];
    let goodConfig: string;

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({
            service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
            endpoints: [{ name: endpoint }],
        });
        goodConfig = await e2e.stack.configFile();
        idsBefore = e2e.emulator.arm.store.ids();
    });
    after(() => e2e?.close());
    afterEach(() => writeFile(configPath(), goodConfig));

    const configPath = () => e2e.stack.environment.PULUMI_OPTION_CONFIG_FILE!;

    const mistakes: { what: string; arrange: () => void | Promise<void>; says: RegExp[] }[] = [
        {
            what: "configuration that is wrong in several places",
            arrange: () =>
                changeConfig({
                    "serving-gateway:endpoints": [{ name: endpoint, path: "/" }, { name: "a b" }],
                    "serving-gateway:workspace": { host: "https://contoso.azuredatabricks.net/?o=42" },
                }),
            says: [
                /endpoints\[0\]\.path must be path segments/,
                /endpoints\[1\]\.name must be/,
                /host is "contoso\.azuredatabricks\.net", a URL that several workspaces share, of which \?o=42 picks one/,
            ],
        },
        {
            what: "configuration of another type than declared",
            arrange: () => changeConfig({ "serving-gateway:endpoints": "churn" }),
            says: [/endpoints/, /must be of type 'array<object>'/],
        },
        {
            what: "a token that the workspace does not accept",
            arrange: () => changeConfig({ "serving-gateway:workspace": { token: "dapi-marker" } }),
            says: [/endpoint "wine-quality": the workspace answered 403/, /serving-gateway:workspace\.token/],
        },
        {
            what: "an endpoint that does not exist",
            arrange: () => changeConfig({ "serving-gateway:endpoints": [{ name: "gone" }] }),
            says: [/endpoint "gone": the workspace answered 404 \(RESOURCE_DOES_NOT_EXIST\)/],
        },
        {
            what: "a server of another origin",
            arrange: () => e2e.emulator.workspace.setDocument(endpoint, { servers: [{ url: "https://evil.example" }] }),
            says: [/endpoint "wine-quality": .*outside the workspace.*evil\.example/],
        },
        {
            what: "an endpoint that is not ready, where that is to be refused",
            arrange: () => {
                const state = { ready: "NOT_READY", config_update: "IN_PROGRESS" } as const;
                e2e.emulator.workspace.setEndpoint(endpoint, { state });
                return changeConfig({ "serving-gateway:notReady": "refuse" });
            },
            says: [/endpoint "wine-quality": it is NOT_READY/],
        },
        {
            what: "a service that does not exist",
            arrange: () =>
                changeConfig({ "serving-gateway:service": { name: "apim-gone", resourceGroup: "rg-serving-gateway" } }),
            says: [/apim-gone/, /ResourceNotFound/],
        },
        {
            what: "a workspace that is down",
            arrange: () => e2e.emulator.workspace.close(),
            says: [/could not reach http:\/\/127\.0\.0\.1/],
        },
    ];
    for (const { what, arrange, says } of mistakes) {
        it(`tells of ${what}, without a stack trace, and makes nothing`, async () => {
            await arrange();
            const run = await e2e.stack.run(["up", "--yes", "--non-interactive"]);
            assert.notEqual(run.code, 0, run.output);
            for (const pattern of says) assert.match(run.output, pattern);
            assert.doesNotMatch(run.output, /\n\s+at .+:\d+:\d+/, "a stack trace");
            assert.doesNotMatch(run.output, /undefined|marker/);
            assert.deepEqual(e2e.emulator.arm.store.ids(), idsBefore);
        });
    }

    async function changeConfig(changes: Record<string, unknown>): Promise<void> {
        const { parse, stringify } = await import("yaml");
        const file = parse(await readFile(configPath(), "utf8"));
        await writeFile(configPath(), stringify({ ...file, config: { ...file.config, ...changes } }));
    }
});
