import assert from "node:assert/strict";
import { type EmulatedWorkspace, startWorkspace } from "../../../emulator/workspace/server";
import { grantStatement } from "../../../databricks/catalogPrivileges";
import { modelServices } from "../../../databricks/sources/modelServices";
import { NotReady } from "../../../databricks/sources/source";
import { assembleWorkspace, type Workspace } from "../../../databricks/workspace";
import { WorkspaceError } from "../../../databricks/workspaceError";
import { type Loopback, serve, serveAlways } from "../loopback";

const SERVICE = "main.support.team-chat";
const principal = "11111111-2222-3333-4444-555555555555";
const connected = (host: string, token = "dapi0123456789abcdef") => assembleWorkspace({ host, token }, {});

describe("the source of model services", () => {
    let emulated: EmulatedWorkspace;
    let workspace: Workspace;
    let server: Loopback | undefined;

    beforeEach(async () => {
        emulated = await startWorkspace();
        workspace = connected(emulated.url, emulated.token);
    });
    afterEach(async () => {
        await server?.close();
        server = undefined;
        await emulated.close();
    });

    async function refusal(reading: Promise<unknown>): Promise<string> {
        const error: unknown = await reading.catch((reason: unknown) => reason);
        assert.ok(error instanceof WorkspaceError, String(error));
        assert.doesNotMatch(error.message, /undefined|dapi0123456789abcdef/);
        return error.message;
    }

    it("lists what the deploying identity sees, with what it can be asked for", async () => {
        assert.deepEqual(
            (await modelServices.list(workspace)).map(({ name, task }) => [name, task]),
            [
                [SERVICE, "llm/v1/chat"],
                ["system.ai.claude-sonnet-4-5", "llm/v1/chat"],
                ["system.ai.gte-large-en", "llm/v1/embeddings"],
            ],
        );
    });

    it("reads on behind a page that is empty, and stops at one that comes again", async () => {
        const pages = [
            { next_page_token: "a b" },
            { model_services: [{ name: "model-services/x.y.z" }], next_page_token: "" },
        ];
        server = await serve((response, _request, number) => response.end(JSON.stringify(pages[number] ?? pages[0])));
        assert.deepEqual(
            (await modelServices.list(connected(server.url))).map(({ name }) => name),
            ["x.y.z"],
        );
        assert.match(server.seen[1]!.url, /&page_token=a%20b$/);
        assert.match(
            await refusal(modelServices.list(connected(server.url))),
            /a page that it has answered with before/,
        );
    });

    it("says what to do where nothing is listed at once", async () => {
        for (const [status, fix] of [
            [400, /\nThe workspace may list one schema only\. List the model services in serving-gateway:models/],
            [404, /\nUnity AI Gateway may be off for this workspace/],
        ] as const) {
            await server?.close();
            server = await serveAlways(status, '{"error_code":"X","message":"No."}');
            assert.match(await refusal(modelServices.list(connected(server.url))), fix);
        }
    });

    it("reads one, which needs no document, and whose calls go to an address that all share", async () => {
        const { model, document, missing } = await modelServices.read(workspace, SERVICE);
        assert.deepEqual([model.task, model.description], ["llm/v1/chat", "The support team's chat model."]);
        assert.deepEqual([document, missing], [undefined, undefined]);
        const { invocationBase } = modelServices.target(workspace, model);
        assert.equal(invocationBase, `${emulated.url}/ai-gateway/mlflow/v1`);
    });

    it("says what is wrong with one that cannot be published, and what to do", async () => {
        const { modelServices: services } = emulated;
        assert.match(
            await refusal(modelServices.read(workspace, "main.support.none")),
            /no model service .* Checked as/s,
        );
        services.set("main.support.claude", { supported_api_types: ["anthropic/v1/messages"] });
        const other = await refusal(modelServices.read(workspace, "main.support.claude"));
        assert.match(other, /neither chats nor embeddings .*anthropic\/v1\/messages.*\nRemove it/);
        assert.match(await refusal(modelServices.read(workspace, "a/b.c.d")), /not a name that can be published/);
        const { token } = emulated.addServicePrincipal();
        const hidden = await refusal(modelServices.read(connected(emulated.url, token), SERVICE));
        assert.match(hidden, /answered 403 .*\nThe deploying identity needs EXECUTE or READ METADATA/s);
    });

    for (const [what, body, says] of [
        ["another service", { name: "model-services/x.y.other" }, /another model service, "x\.y\.other"/],
        ["no service", { name: 1 }, /something that is not a model service/],
        ["a list", [], /something that is not a model service/],
    ] as const) {
        it(`refuses ${what} in place of the one that was asked for`, async () => {
            server = await serveAlways(200, JSON.stringify(body));
            assert.match(await refusal(modelServices.read(connected(server.url), "x.y.z")), says);
        });
    }

    it("tells that one cannot answer now, whose models were all deleted", async () => {
        const destinations = [{ is_deleted: true }, { is_deleted: true }];
        const supported_api_types = ["mlflow/v1/chat/completions"];
        const body = { name: "model-services/x.y.z", supported_api_types, config: { routing: { destinations } } };
        server = await serveAlways(200, JSON.stringify(body));
        await assert.rejects(modelServices.read(connected(server.url), "x.y.z"), NotReady);
    });

    describe("looks at the rights of the gateway's identity, and", () => {
        const lacking = async (reader = workspace) =>
            (await modelServices.rights!.lacking(reader, SERVICE, principal)).map((each) => [
                each.statement,
                each.isKnown,
            ]);
        const statements = [
            `GRANT USE CATALOG ON CATALOG \`main\` TO \`${principal}\`;`,
            `GRANT USE SCHEMA ON SCHEMA \`main\`.\`support\` TO \`${principal}\`;`,
            `GRANT EXECUTE ON MODEL SERVICE \`main\`.\`support\`.\`team-chat\` TO \`${principal}\`;`,
        ];

        it("names what it lacks, with the statement that grants it", async () => {
            const { privileges } = emulated.modelServices;
            assert.deepEqual(
                await lacking(),
                statements.map((each) => [each, true]),
            );
            privileges.grant(principal, "USE_CATALOG", "main");
            privileges.grant("account users", "USE_SCHEMA", "main.support");
            assert.deepEqual(await lacking(), [[statements[2], true]]);
            privileges.grant(principal, "ALL_PRIVILEGES", "main");
            assert.deepEqual(await lacking(), []);
        });

        it("does not take a right for lacking that a group has, whose members it does not know", async () => {
            for (const [privilege, on] of [
                ["USE_CATALOG", "main"],
                ["USE_SCHEMA", "main"],
                ["EXECUTE", "main.support"],
            ] as const) {
                emulated.modelServices.privileges.grant("data-science", privilege, on);
            }
            assert.deepEqual(await lacking(), []);
        });

        it("says what cannot be read, where the deploying identity does not manage it", async () => {
            const { token } = emulated.addServicePrincipal();
            assert.deepEqual(
                await lacking(connected(emulated.url, token)),
                statements.map((each) => [each, false]),
            );
        });

        it("quotes every part of a name, whatever is in it", () => {
            const on = { type: "schema", parts: ["a`; DROP", "b c"] } as const;
            assert.equal(
                grantStatement(on, "USE_SCHEMA", "x`y"),
                "GRANT USE SCHEMA ON SCHEMA `a``; DROP`.`b c` TO `x``y`;",
            );
        });
    });
});
