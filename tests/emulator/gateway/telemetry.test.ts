import assert from "node:assert/strict";
import { policies } from "./policyDocuments";
import { runningGateway } from "./runningGateway";

const operationId = "0af7651916cd43dd8448eb211c80319c";
const traceparent = `00-${operationId}-b7ad6b7169203331-01`;

describe("gateway, telemetry", () => {
    let now: number;
    const running = runningGateway(() => ({ now: () => now }));
    const loggerId = (name: string) => `${running.plane.serviceId}/loggers/${name}`;
    beforeEach(() => {
        now = 1_700_000_000_000;
        running.plane.service("Developer");
        running.plane.api("churn", { serviceUrl: running.upstream.url, apiRevision: "1" });
        const credentials = { connectionString: "{{Logger-Credentials--1}}" };
        running.plane.set("loggers/insights", "loggers", { loggerType: "applicationInsights", credentials });
        const value = "InstrumentationKey=1;ApplicationId=app-1";
        running.plane.set("namedValues/n", "namedValues", { displayName: "Logger-Credentials--1" }, { value });
    });

    function diagnostic(properties: object = {}, scope = "apis/churn/"): void {
        const type = `${scope === "" ? "" : "apis/"}diagnostics`;
        const defaults = { loggerId: loggerId("insights"), httpCorrelationProtocol: "W3C" };
        running.plane.set(`${scope}diagnostics/applicationinsights`, type, { ...defaults, ...properties });
    }

    const call = (path = "/churn/invocations", headers: Record<string, string> = {}) =>
        running.call(path, { body: "a body", headers });
    const requests = () => running.gateway.telemetry.requests;
    const dependencies = () => running.gateway.telemetry.dependencies;

    it("is none without a diagnostic, and leaves the trace of a caller alone", async () => {
        const { headers } = await call(undefined, { traceparent });
        assert.deepEqual([requests(), dependencies(), headers["request-context"]], [[], [], undefined]);
        assert.equal(running.received("traceparent"), traceparent);
    });

    it("tells of the call and of the backend's, who called what, and how it went", async () => {
        diagnostic();
        running.plane.product("gold", ["churn"]);
        running.plane.subscription("team-a", "/products/gold", "k");
        running.upstream.answer = (response) => {
            now += 250;
            response.writeHead(200).end("ok");
        };
        await call("/churn/invocations?a=1", { "Ocp-Apim-Subscription-Key": "k" });
        const [request] = requests();
        const [dependency] = dependencies();
        const { customDimensions, id, operation_Id, ...row } = request!;
        const { host } = new URL(running.gateway.url);
        assert.deepEqual(row, {
            loggerId: loggerId("insights"),
            timestamp: "2023-11-14T22:13:20.000Z",
            operation_ParentId: undefined,
            operation_Name: "churn;rev=1 - o0",
            name: "POST /churn/invocations",
            url: `https://${host}/churn/invocations?a=1`,
            resultCode: "200",
            duration: 250,
            success: true,
            client_IP: undefined,
        });
        const { "Request Id": requestId, ...dimensions } = customDimensions;
        assert.match(requestId!, /^[0-9a-f-]{36}$/);
        assert.deepEqual(dimensions, {
            "Service ID": "gateway",
            "Service Name": host,
            "Service Type": "API Management",
            Region: "",
            "HTTP Method": "POST",
            Cache: "None",
            "API Name": "churn",
            "API Revision": "1",
            "Operation Name": "o0",
            "Product Name": "gold",
            "Subscription Name": "team-a",
        });
        assert.deepEqual(
            [dependency!.operation_Id, dependency!.operation_ParentId, dependency!.data, dependency!.duration],
            [operation_Id, id, `POST ${running.upstream.url}/invocations?a=1`, 250],
        );
    });

    it("tells of the calls that policies make beside the backend's", async () => {
        diagnostic();
        const url = `${running.upstream.url}/token`;
        const policy = `<send-request response-variable-name="r"><set-url>${url}</set-url><set-method>PUT</set-method></send-request>`;
        running.plane.policy("apis/churn", policies({ inbound: policy, backend: "<base />" }));
        await call();
        const rows = dependencies().map(({ type, data, resultCode, success }) => [type, data, resultCode, success]);
        assert.deepEqual(rows, [
            ["HTTP", `PUT ${url}`, "200", true],
            ["Backend", `POST ${running.upstream.url}/invocations`, "200", true],
        ]);
        assert.ok(dependencies().every(({ operation_ParentId }) => operation_ParentId === requests()[0]!.id));
    });

    it("goes on with the caller's trace, and hands it to the backend", async () => {
        diagnostic();
        const { headers } = await call(undefined, { traceparent });
        const [request] = requests();
        assert.deepEqual([request!.operation_Id, request!.operation_ParentId], [operationId, "b7ad6b7169203331"]);
        assert.equal(running.received("traceparent"), `00-${operationId}-${dependencies()[0]!.id}-01`);
        assert.equal(headers["request-context"], "appId=cid-v1:app-1");
        await call(undefined, { traceparent: "00-zz-1-01" });
        assert.match(requests()[1]!.operation_Id, /^[0-9a-f]{32}$/);
    });

    it("shows a key in the URL, unless the diagnostic masks it", async () => {
        running.plane.subscription("team-a", "/apis/churn", "k3y");
        const masked = (mode: string) => ({
            request: { dataMasking: { queryParams: [{ value: "subscription-key", mode }] } },
        });
        for (const more of [{}, { frontend: masked("Hide"), backend: masked("Mask") }]) {
            diagnostic(more);
            await call("/churn/invocations?a=1&subscription-key=k3y");
        }
        assert.deepEqual(
            requests().map(({ url }) => url.split("?")[1]),
            ["a=1&subscription-key=k3y", "a=1"],
        );
        assert.match(dependencies()[1]!.data, /\?a=1&subscription-key=\*\*\*$/);
    });

    it("holds headers, bodies and the caller's address only as the diagnostic says", async () => {
        const logged = { headers: ["X-Team", "Authorization"], body: { bytes: 3 } };
        const dataMasking = { headers: [{ value: "Authorization", mode: "Mask" }] };
        diagnostic({
            frontend: { request: { ...logged, dataMasking }, response: { body: { bytes: 5 } } },
            backend: { request: logged, response: { headers: ["Content-Type"] } },
            logClientIp: true,
        });
        const answer = await call(undefined, { "X-Team": "blue", Authorization: "Bearer x" });
        assert.equal(answer.body, '{"predictions":[1]}');
        const { client_IP, customDimensions } = requests()[0]!;
        assert.match(client_IP ?? "", /^(127\.0\.0\.1|::1)$/);
        const parts = (dimensions: object) =>
            Object.fromEntries(Object.entries(dimensions).filter(([name]) => /^(Request|Response)-/.test(name)));
        assert.deepEqual(parts(customDimensions), {
            "Request-X-Team": "blue",
            "Request-Authorization": "***",
            "Request-Body": "a b",
            "Response-Body": '{"pre',
        });
        assert.deepEqual(parts(dependencies()[0]!.customDimensions), {
            "Request-X-Team": "blue",
            "Request-Authorization": "Bearer x",
            "Request-Body": "a b",
            "Response-Content-Type": "application/json",
        });
    });

    it("is a sample by the operation's id, and all errors if the diagnostic says so", async () => {
        const low = traceparent.replace(operationId, `00000001${operationId.slice(8)}`);
        const high = traceparent.replace(operationId, `ffffffff${operationId.slice(8)}`);
        diagnostic({ sampling: { samplingType: "fixed", percentage: 50 } });
        for (const id of [low, high, high]) await call(undefined, { traceparent: id });
        assert.equal(requests().length, 1);
        running.upstream.answer = (response) => response.writeHead(503).end();
        await call(undefined, { traceparent: high });
        assert.equal(requests().length, 1);
        diagnostic({ sampling: { percentage: 0 }, alwaysLog: "allErrors" });
        await call(undefined, { traceparent: high });
        assert.deepEqual([requests()[1]!.resultCode, requests()[1]!.success], ["503", false]);
        assert.equal(dependencies().at(-1)!.success, false);
    });

    it("tells why a backend did not answer, and of each call of it", async () => {
        diagnostic();
        running.plane.api("churn", { serviceUrl: "http://127.0.0.1:1" });
        await call();
        assert.deepEqual(
            [dependencies()[0]!.resultCode, requests()[0]!.resultCode],
            ["BackendConnectionFailure", "500"],
        );
        running.plane.api("churn", { serviceUrl: running.upstream.url });
        const again = "@(context.Response.StatusCode == 200)";
        const forward = '<forward-request buffer-request-body="true" />';
        running.plane.policy(
            "apis/churn",
            policies({ backend: `<retry condition="${again}" count="1" interval="0">${forward}</retry>` }),
        );
        await call();
        assert.equal(dependencies().length, 3);
    });

    it("goes to the service's logger as well if that is another one, and there for what is not found", async () => {
        diagnostic();
        diagnostic({ sampling: { percentage: 0 } }, "");
        await call();
        assert.equal(requests().length, 1);
        diagnostic({ loggerId: loggerId("other") }, "");
        await call();
        await call("/nowhere");
        assert.deepEqual(
            requests().map((row) => [row.loggerId, row.resultCode, row.operation_Name]),
            [
                [loggerId("insights"), "200", "churn;rev=1 - o0"],
                [loggerId("insights"), "200", "churn;rev=1 - o0"],
                [loggerId("other"), "200", "churn;rev=1 - o0"],
                [loggerId("other"), "404", "POST /nowhere"],
            ],
        );
    });
});
