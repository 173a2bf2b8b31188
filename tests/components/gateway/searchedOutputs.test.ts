import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { ServingGateway } from "../../../components/gateway/servingGateway";
import { churn, withExisting } from "../declare";
import { record, valueOf } from "../recorder";

describe("the outputs of a gateway", () => {
    it("hold no resources: @pulumi/pulumi searches all that an output holds, and a resource holds its whole gateway", async () => {
        record(false);
        const named = (name: string) => ({ ...churn, name, path: `models/${name}` });
        const gateway = new ServingGateway(
            "gateway",
            await withExisting({
                workspaces: new Map([[undefined, { host: "https://adb-1.2.azuredatabricks.net" }]]),
                service: { name: "apim-contoso", resourceGroup: "rg-apis" },
                callers: { subscriptionKey: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" } },
                endpoints: [named("churn"), named("chat")],
                credential: { method: "pat", token: pulumi.secret("pat-marker"), namedValue: "databricks-pat" },
                openai: { path: "openai", aliases: {} },
            }),
        );
        const searched: string[] = [];
        let watched = 0;
        for (const resource of withChildren(gateway)) {
            watched++;
            const get = () => {
                searched.push(resource.__name);
                return undefined;
            };
            Object.defineProperty(resource, "watched", { enumerable: true, get });
        }
        const apis = [...Object.values(gateway.apis), ...Object.values(gateway.sharedApis)];
        assert.ok(watched > 10 && apis.length === 3, `${watched} resources of ${apis.length} APIs`);
        await Promise.all(apis.map(({ subscriptionKey }) => valueOf(pulumi.output(subscriptionKey))));
        await pulumi.runtime.disconnect();
        assert.deepEqual(searched, []);
    });
});

/** What the SDK keeps of a resource for itself. */
interface Kept extends pulumi.Resource {
    readonly __name: string;
    readonly __childResources?: ReadonlySet<Kept>;
}

function withChildren(resource: pulumi.Resource): Kept[] {
    const { __childResources: children = [] } = resource as Kept;
    return [resource as Kept, ...[...children].flatMap(withChildren)];
}
