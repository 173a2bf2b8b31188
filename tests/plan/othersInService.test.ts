import assert from "node:assert/strict";
import type { Entity } from "../../azure/resourceManager";
import { othersInService } from "../../plan/othersInService";
import { FakeAzure, service } from "./planned";

describe("what a service has beside what a stack wants", () => {
    it("is counted by kind, without the stack's own in whatever case, whether it is there yet or not", async () => {
        const azure = new FakeAzure({
            "apis/team-churn": {},
            "apis/echo": {},
            "apis/echo/operations/get": {},
            "apis/echo/operations/put": {},
            "apis/team-churn/operations/invoke": {},
            "namedValues/theirs": {},
            "tags/Risk": {},
            "products/gold": {},
            "products/gold/apiLinks/echo": {},
            "products/gold/apiLinks/team-churn": {},
            "subscriptions/master": {},
            "subscriptions/5600b59475ff190048070001": {
                displayName: null,
                ownerId: `${service}/users/1`,
                scope: `${service}/products/gold`,
            },
        });
        const paths = ["apis/Team-Churn", "tags/risk", "products/gold", "products/gold/apiLinks/team-churn"];
        const own = new Set(paths.map((path) => `${service}/${path}`.toLowerCase()));
        const { counts, inProducts } = await othersInService(service, own, ["gold"], azure);
        const { APIs, operations, products, subscriptions, tags, ...more } = counts;
        assert.deepEqual([APIs, operations, products, subscriptions, tags], [1, 2, 0, 1, 0]);
        assert.deepEqual(more, { "named values": 1, backends: 0, "version sets": 0, "policy fragments": 0 });
        assert.deepEqual(inProducts, { gold: 1 });
    });

    it("has the operations of every revision, which the list of APIs does not show", async () => {
        const lists: Readonly<Record<string, Entity[]>> = {
            apis: [{ name: "echo" }],
            "apis/echo/revisions": [
                { apiRevision: "1", isCurrent: true },
                { apiRevision: "2", isCurrent: false },
            ],
            "apis/echo/operations": [{ name: "get" }],
            "apis/echo;rev=2/operations": [{ name: "get" }, { name: "put" }],
        };
        const azure = { list: async (id: string) => lists[id.replace(`${service}/`, "")] ?? [] };
        const { counts } = await othersInService(service, new Set(), [], azure);
        assert.deepEqual([counts.APIs, counts.operations], [1, 3]);
    });
});
