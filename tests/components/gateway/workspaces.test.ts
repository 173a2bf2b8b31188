import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import type { CredentialSettings } from "../../../settings/settings";
import { churn, declare, ofType, wholePolicy } from "../declare";
import { valueOf } from "../recorder";

const hosts = { own: "https://adb-1.2.azuredatabricks.net", west: "https://adb-3.4.azuredatabricks.net" };
const oauth = (suffix: string): CredentialSettings => {
    const namedValue = `databricks-oauth${suffix}`;
    return { method: "oauthM2M", clientId: "5f0c", clientSecret: pulumi.secret("marker"), namedValue };
};
const endpoints = [churn, { ...churn, workspace: "west", apiId: "west-churn", path: "west/churn" }];

function declareWith(credential: CredentialSettings, ofWest: CredentialSettings) {
    const workspaces = new Map([
        [undefined, { host: hosts.own }],
        ["west", { host: hosts.west, credential: ofWest }],
    ]);
    return declare({ workspaces, credential, endpoints });
}

describe("APIs of two workspaces", () => {
    it("get their tokens each from its own workspace, and keep them apart", async () => {
        const { declared } = await declareWith(oauth(""), oauth("-west"));
        for (const [name, host, key] of [
            ["churn-policy", hosts.own, "databricks-token-databricks-oauth"],
            ["west-churn-policy", hosts.west, "databricks-token-databricks-oauth-west"],
        ] as const) {
            const policy = wholePolicy(
                ofType(declared, "ApiPolicy").find((each) => each.name === name)!,
                declared,
            );
            const [other] = Object.values(hosts).filter((each) => each !== host);
            assert.ok(policy.includes(`<set-url>${host}/oidc/v1/token</set-url>`), name);
            assert.ok(policy.includes(`key="${key}"`), name);
            assert.ok(!policy.includes(other!), name);
        }
    });

    it("have minted tokens each of its own workspace, none of which is named like that of an API", async () => {
        const minted = (suffix: string): CredentialSettings => {
            return { method: "mintedPat", lifetimeDays: 90, rotation: 1, namedValue: `databricks-pat${suffix}` };
        };
        const { declared } = await declareWith(minted(""), minted("-west"));
        assert.deepEqual(
            ofType(declared, "Token").map(({ name }) => name),
            ["gateway-token-1", "gateway.west-token-1"],
        );
        const providers = ofType(declared, "databricks").map(({ name, inputs }) => [name, inputs]);
        assert.deepEqual(providers, [
            ["gateway-workspace", { host: hosts.own }],
            ["gateway-workspace-west", { host: hosts.west }],
        ]);
    });

    it("are remembered apart where they were found, so that neither takes the other's along", async () => {
        const filter = {
            tags: {},
            names: ["*"],
            tasks: [],
            exclude: [],
            gone: "refuse" as const,
            states: ["READY" as const],
        };
        const ids = [undefined, "west"];
        const { declared } = await declare({
            workspaces: new Map(ids.map((id) => [id, { host: id === undefined ? hosts.own : hosts.west }])),
            endpoints,
            discover: new Map(ids.map((id) => [id, filter])),
            found: new Map(ids.map((id) => [id, { names: id === undefined ? [] : ["churn"], visible: ["churn"] }])),
        });
        assert.deepEqual(
            ofType(declared, "EndpointSelection").map(({ name, inputs }) => {
                const { workspace, names, listed } = inputs;
                return { name, workspace, names, listed };
            }),
            [
                { name: "gateway-endpoints", workspace: undefined, names: [], listed: ["churn"] },
                { name: "gateway-endpoints-west", workspace: "west", names: ["churn"], listed: [] },
            ],
        );
    });

    it("say as whom they are called", async () => {
        const { gateway } = await declareWith({ method: "managedIdentity" }, oauth("-west"));
        assert.equal(gateway.apis["west-churn"]!.calledAs, "the Databricks service principal 5f0c");
        assert.equal(gateway.endpointDefaults.calledAs, "the API Management service's own identity");
        assert.match(await valueOf(gateway.apis["west-churn"]!.url), /\/west\/churn$/);
    });
});
