import assert from "node:assert/strict";
import { policies } from "./policyDocuments";
import { runningGateway } from "./runningGateway";

describe("gateway, addresses of callers", () => {
    let caller: string | undefined;
    const running = runningGateway(() => ({ callerAddress: (connection) => caller ?? connection }));
    beforeEach(() => {
        caller = undefined;
        running.plane.api("churn", { serviceUrl: running.upstream.url });
    });

    const some =
        "<address>203.0.113.7</address><address> 2001:db8::1 </address>" +
        '<address-range from="198.51.100.16" to="198.51.100.31" /><address-range from="2001:db8:1::" to="2001:db8:1::ff" />';

    function filter(action: string, addresses = some): void {
        const policy = `<ip-filter action="${action}">${addresses}</ip-filter>`;
        running.plane.policy("apis/churn", policies({ inbound: policy }));
    }

    const listed = ["203.0.113.7", "2001:db8::1", "198.51.100.16", "198.51.100.20", "198.51.100.31", "2001:db8:1::f"];
    const others = ["203.0.113.8", "2001:db8::2", "198.51.100.15", "198.51.100.32", "2001:db8:1::100", "::1"];

    for (const [action, passing] of [
        ["allow", listed],
        ["forbid", others],
    ] as const) {
        it(`are looked up where the action is ${action}`, async () => {
            filter(action);
            for (const address of [...listed, ...others]) {
                caller = address;
                const { status } = await running.call("/churn/invocations");
                assert.equal(status, passing.includes(address) ? 200 : 403, address);
            }
        });
    }

    it("are refused in the service's own words, before the backend hears of it", async () => {
        filter("allow");
        caller = "203.0.113.8";
        const { status, body, headers } = await running.call("/churn/invocations");
        assert.deepEqual([status, body], [403, '{ "statusCode": 403, "message": "Forbidden" }']);
        assert.equal(headers["content-type"], "application/json");
        assert.equal(running.upstream.calls.length, 0);
    });

    it("are those of the connection, which no header changes", async () => {
        filter("allow");
        for (const name of ["x-forwarded-for", "x-real-ip", "forwarded", "client-ip", "x-azure-clientip"]) {
            const { status } = await running.call("/churn/invocations", { headers: { [name]: "203.0.113.7" } });
            assert.equal(status, 403, name);
        }
        filter("allow", "<address>127.0.0.1</address><address>::1</address>");
        assert.equal((await running.call("/churn/invocations")).status, 200);
    });

    it("have to pass every filter, in the order of the scopes", async () => {
        running.plane.policy(
            "",
            policies({ inbound: '<ip-filter action="forbid"><address>::1</address></ip-filter>' }),
        );
        const inner = '<base /><ip-filter action="allow"><address-range from="10.0.0.0" to="10.0.0.9" /></ip-filter>';
        running.plane.policy("apis/churn", policies({ inbound: inner }));
        for (const [address, status] of [
            ["::1", 403],
            ["10.0.0.10", 403],
            ["10.0.0.9", 200],
        ] as const) {
            caller = address;
            assert.equal((await running.call("/churn/invocations")).status, status, address);
        }
    });
});
