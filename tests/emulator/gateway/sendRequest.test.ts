import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { xmlFromRaw } from "../../../emulator/arm/resources/policyFormat";
import { policies, setHeader } from "./policyDocuments";
import { runningGateway } from "./runningGateway";

const member = '@((string)context.Variables.GetValueOrDefault<IResponse>("r").Body.As<JObject>()["access_token"])';
const failed = '@(context.Variables.GetValueOrDefault<IResponse>("r")?.StatusCode != 200)';

describe("gateway, send-request", () => {
    let sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
    const running = runningGateway(() => ({ sleep: (milliseconds, signal) => sleep(milliseconds, signal) }));
    beforeEach(() => {
        sleep = (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal });
        running.plane.api("churn", { serviceUrl: running.upstream.url });
        running.upstream.answer = (response, { url }) => {
            if (url === "/silent") return;
            if (url === "/moved") return void response.writeHead(302, { Location: "/token" }).end();
            response.end('{"access_token":"t1","number":1}');
        };
    });

    /** @param path of the upstream, or another URL */
    function request(path: string, attributes = "", children = ""): string {
        const url = path.startsWith("/") ? `${running.upstream.url}${path}` : path;
        const open = `<send-request response-variable-name="r" ${attributes}>`;
        return `${open}<set-url> ${url} </set-url><set-method>post</set-method>${children}</send-request>`;
    }

    function inbound(raw: string): void {
        running.plane.policy("apis/churn", policies({ inbound: xmlFromRaw(raw) }));
    }

    const call = () => running.call("/churn/invocations", { headers: { "x-mine": "1", authorization: "mine" } });
    const whenFailed = `<choose><when condition="${failed}">${setHeader("X-Failed", "yes")}</when></choose>`;

    it("sends what its children say, and nothing of the call", async () => {
        const children = `${setHeader("X-A", "1")}${setHeader("X-A", "2", "append")}<set-body>a=1&amp;b=2</set-body>`;
        inbound(request("/token?x=1", "", children) + setHeader("Authorization", member));
        assert.equal((await call()).status, 200);
        const [sent, forwarded] = running.upstream.calls;
        assert.deepEqual([sent?.method, sent?.url, sent?.body], ["POST", "/token?x=1", "a=1&b=2"]);
        assert.deepEqual([sent?.headers["x-a"], sent?.headers["content-length"]], ["1, 2", "7"]);
        assert.deepEqual([sent?.headers["x-mine"], sent?.headers.authorization], [undefined, undefined]);
        assert.equal(forwarded?.headers.authorization, "t1");
    });

    it("takes redirects and errors of the other side for answers", async () => {
        inbound(request("/moved") + whenFailed);
        assert.equal((await call()).status, 200);
        assert.deepEqual(
            running.upstream.calls.map(({ url }) => url),
            ["/moved", "/invocations"],
        );
        assert.equal(running.received("X-Failed"), "yes");
    });

    it("lets its answer be read once", async () => {
        inbound(request("/token") + setHeader("X-A", member) + setHeader("X-B", member));
        assert.equal((await call()).status, 500);
    });

    it("fails the call when nobody answers, unless errors are ignored", async () => {
        inbound(request("http://127.0.0.1:1/"));
        assert.equal((await call()).status, 500);
        inbound(request("http://127.0.0.1:1/", 'ignore-error="true"') + whenFailed);
        assert.equal((await call()).status, 200);
        assert.equal(running.received("X-Failed"), "yes");
    });

    it("waits no longer than its timeout", async () => {
        const waits: number[] = [];
        sleep = async (milliseconds) => void waits.push(milliseconds);
        inbound(request("/silent", 'timeout="20" ignore-error="true"') + whenFailed);
        assert.equal((await call()).status, 200);
        assert.equal(running.received("X-Failed"), "yes");
        inbound(request("/silent"));
        assert.equal((await call()).status, 500);
        assert.deepEqual(waits, [20_000, 60_000]);
    });
});
