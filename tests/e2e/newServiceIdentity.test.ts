import assert from "node:assert/strict";
import { userAssignedIdentity } from "../../emulator/arm/resources/managedIdentities";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const endpoint = "llama-chat";
const create = { publisherName: "Contoso", publisherEmail: "apis@contoso.example" };

describe("the identity of a service that the stack creates, on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({
            service: { name: "apim-created", create: { sku: "Consumption", ...create } },
            endpoints: [{ name: endpoint }],
            credential: { oauthM2M: { clientId: "sp", clientSecret: "dose-marker" } },
        });
    });
    after(() => e2e?.close());

    it("is what is proposed where OAuth is not possible, in a preview that names the tier", async () => {
        const run = await e2e.stack.preview();
        assert.notEqual(run.code, 0);
        assert.match(
            run.output,
            /"apim-created" does not support .*\n.*oauthM2M: the Consumption tier does not support the internal cache/,
        );
        assert.match(
            run.output,
            /Supported in: Developer, .*\. Alternatively, use serving-gateway:credential\.managedIdentity\./,
        );
        assert.doesNotMatch(run.output, /\n\s+at .+:\d+:\d+|marker/);
    });

    it("is the user-assigned one that is given, and the workspace sees it", async () => {
        const { access, workspace } = e2e.emulator;
        const group = `/subscriptions/${access.subscriptionId}/resourceGroups/${access.resourceGroup}`;
        const resourceId = `${group}/providers/${userAssignedIdentity}/id-gateway`;
        const url = `${access.armUrl}${resourceId}?api-version=2023-01-31`;
        const identity = JSON.parse((await e2e.put(url, { location: "westeurope" })).text).properties;
        workspace.addServicePrincipal(identity.clientId);
        workspace.grant(identity.clientId, endpoint, "CAN_QUERY");
        await e2e.configure({
            service: { name: "apim-created", create: { sku: "Consumption", ...create } },
            credential: { managedIdentity: { clientId: identity.clientId, resourceId } },
        });
        const run = await e2e.stack.run(["up", "--yes", "--non-interactive"]);
        assert.equal(run.code, 0, run.output);
        const outputs = (await e2e.stack.outputs()) as Record<string, any>;
        const headers = { "Ocp-Apim-Subscription-Key": outputs.subscriptionKeys[endpoint] };
        const body = { messages: [{ role: "user", content: "Hello" }] };
        const answer = await e2e.call(`${outputs.endpoints[endpoint].url}/invocations`, headers, body);
        assert.equal(answer.status, 200, answer.text);
        assert.equal(workspace.requests.at(-1)?.principal, identity.clientId);
    });
});
