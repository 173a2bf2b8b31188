import assert from "node:assert/strict";
import { servingEndpoints } from "../../databricks/sources/servingEndpoints";
import { assembleWorkspace } from "../../databricks/workspace";
import { namingKeys } from "../../databricks/workspaceKey";
import { WorkspaceError } from "../../databricks/workspaceError";
import { type Loopback, serve } from "./loopback";

const environment = { DATABRICKS_HOST: "https://adb-1.2.azuredatabricks.net", DATABRICKS_TOKEN: "dapi-of-another" };

describe("a workspace with a name", () => {
    let server: Loopback;
    let sent: (string | undefined)[];
    let status: number;

    beforeEach(async () => {
        sent = [];
        status = 200;
        server = await serve((response, { headers }) => {
            sent.push(headers.authorization);
            response.writeHead(status, { "content-type": "application/json" }).end("{}");
        });
    });
    afterEach(() => server.close());

    const west = (settings: object) => assembleWorkspace({ id: "west", host: server.url, ...settings }, environment);

    it("gets its own token, and never the one that the environment has for another workspace", async () => {
        await servingEndpoints.list(west({ token: "dapi-west" }));
        assert.deepEqual(sent, ["Bearer dapi-west"]);
        const refused = { ...environment, DATABRICKS_AUTH_TYPE: "pat" };
        for (const env of [environment, refused]) {
            assert.throws(
                () => assembleWorkspace({ id: "west", host: server.url }, env),
                ({ message }: Error) => /workspaces\.west\.token/.test(message) && !/DATABRICKS_TOKEN/.test(message),
            );
        }
    });

    it("is not where the environment says another one is", () => {
        assert.throws(
            () => assembleWorkspace({ id: "west", token: "dapi-west" }, environment),
            /workspaces\.west\.host is empty/,
        );
    });

    it("is signed in to by a service principal of the environment, which may be a member of several", () => {
        const env = {
            DATABRICKS_CLIENT_ID: "5f0c",
            DATABRICKS_CLIENT_SECRET: "marker",
            DATABRICKS_TOKEN: "dapi-of-another",
        };
        const { method, client } = assembleWorkspace({ id: "west", host: server.url }, env);
        assert.deepEqual([method, client.checkedAs], ["oauth-m2m", "Checked as: service principal 5f0c."]);
    });

    it("has Databricks' own tools be the same identity, and never the token's of another workspace", () => {
        const arm = { ARM_CLIENT_ID: "7e1d", ARM_CLIENT_SECRET: "marker", ARM_TENANT_ID: "t" };
        const told = (settings: object, env: object) =>
            assembleWorkspace({ host: server.url, ...settings }, { ...environment, ...env }).authType;
        const azure = { id: "west", auth: "azure" };
        assert.equal(told(azure, {}), "azure-cli");
        // A file of profiles may have another one's token, too.
        assert.equal(told(azure, { DATABRICKS_TOKEN: undefined }), "azure-cli");
        assert.equal(told(azure, { DATABRICKS_AUTH_TYPE: "pat" }), "azure-cli");
        assert.equal(told(azure, arm), "azure-client-secret");
        assert.equal(told(azure, { ARM_USE_MSI: "true" }), "azure-msi");
        assert.equal(told({ id: "west", token: "dapi-west" }, arm), "pat");
        // So does the one without a name, whose state is left as it is where nothing could be taken for the identity.
        assert.equal(told({ auth: "azure" }, {}), "azure-cli");
        assert.equal(told({ auth: "azure" }, { DATABRICKS_TOKEN: undefined }), undefined);
    });

    it("says in its errors which of its keys to look at", async () => {
        status = 401;
        await assert.rejects(
            servingEndpoints.list(west({ token: "dapi-west" })),
            /set serving-gateway:workspaces\.west\.token \(with --secret\)\. Checked/,
        );
        status = 404;
        await assert.rejects(
            servingEndpoints.list(west({ token: "dapi-west" })),
            /Check that serving-gateway:workspaces\.west\.host is the URL/,
        );
    });

    it("leaves errors of the other one, and errors of other kinds, as they are", () => {
        const error = new WorkspaceError({
            failure: "a",
            fix: "Check serving-gateway:workspace.host (DATABRICKS_HOST).",
            status: 404,
        });
        assert.equal(namingKeys(error, undefined), error);
        const other = new Error("serving-gateway:workspace.host");
        assert.equal(namingKeys(other, "west"), other);
        const named = namingKeys(error, "west") as WorkspaceError;
        assert.deepEqual(
            [named.failure, named.fix, named.status],
            ["a", "Check serving-gateway:workspaces.west.host.", 404],
        );
    });
});
