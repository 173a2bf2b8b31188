import assert from "node:assert/strict";
import type { Dispatcher } from "undici";
import { policies, setHeader } from "./policyDocuments";
import { runningGateway, type Answer } from "./runningGateway";

const page = "https://app.example.com";

describe("gateway, calls from web pages", () => {
    const running = runningGateway();
    beforeEach(() => {
        running.plane.api("churn", { serviceUrl: running.upstream.url, subscriptionRequired: true }, [
            "POST /invocations",
            "GET /health",
        ]);
        running.plane.subscription("s", "/apis", "key");
    });

    interface Parts {
        origins?: string[];
        attributes?: string;
        methods?: string;
        headers?: string;
        exposed?: string;
    }

    function cors({
        origins = [`${page}/`],
        attributes = "",
        methods = "",
        headers = "",
        exposed = "",
    }: Parts = {}): string {
        const list = origins.map((origin) => `<origin>${origin}</origin>`).join("");
        return `<cors ${attributes}><allowed-origins>${list}</allowed-origins>${methods}${headers}${exposed}</cors>`;
    }

    const full = cors({
        attributes: 'allow-credentials="true"',
        methods: '<allowed-methods preflight-result-max-age="300"><method>POST</method></allowed-methods>',
        headers:
            "<allowed-headers><header>Content-Type</header><header>Ocp-Apim-Subscription-Key</header></allowed-headers>",
        exposed: "<expose-headers><header>X-Left</header><header>Retry-After</header></expose-headers>",
    });

    function inbound(policy: string, scope = "apis/churn"): void {
        running.plane.policy(scope, policies({ inbound: `${policy}<base />` }));
    }

    function preflight(
        origin: string,
        { method = "POST", headers = "", path = "/churn/invocations" } = {},
    ): Promise<Answer> {
        return running.call(path, {
            method: "OPTIONS",
            headers: {
                origin,
                "access-control-request-method": method,
                ...(headers !== "" && { "access-control-request-headers": headers }),
            },
        });
    }

    function call(origin: string, options: Partial<Dispatcher.RequestOptions> = {}): Promise<Answer> {
        const headers = { origin, "Ocp-Apim-Subscription-Key": "key" };
        return running.call("/churn/invocations", { headers, ...options });
    }

    /** What browsers look at. */
    function shared({ headers }: Answer): Record<string, unknown> {
        return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("access-control-")));
    }

    it("are announced without a key, and the backend does not hear of it", async () => {
        inbound(full);
        const answer = await preflight(page, { headers: "content-type, ocp-apim-subscription-key" });
        assert.deepEqual([answer.status, answer.body], [200, ""]);
        assert.deepEqual(shared(answer), {
            "access-control-allow-origin": page,
            "access-control-allow-credentials": "true",
            "access-control-max-age": "300",
            "access-control-allow-methods": "POST",
            "access-control-allow-headers": "content-type,ocp-apim-subscription-key",
        });
        assert.equal(running.upstream.calls.length, 0);
    });

    it("get an answer that the page may read, with what is exposed of it", async () => {
        inbound(full);
        running.upstream.answer = (response) =>
            response.setHeader("Access-Control-Allow-Origin", "https://backend.example.com").end("{}");
        const answer = await call(page);
        assert.equal(answer.status, 200);
        assert.deepEqual(shared(answer), {
            "access-control-allow-origin": page,
            "access-control-allow-credentials": "true",
            "access-control-expose-headers": "X-Left,Retry-After",
        });
        assert.deepEqual(
            shared(await running.call("/churn/invocations", { headers: { "Ocp-Apim-Subscription-Key": "key" } })),
            {
                "access-control-allow-origin": "https://backend.example.com",
            },
        );
    });

    it("can read refusals too, where cors stands before what refuses", async () => {
        inbound(`${full}<rate-limit calls="0" renewal-period="60" />`);
        const answer = await call(page);
        assert.equal(answer.status, 429);
        assert.equal(shared(answer)["access-control-allow-origin"], page);
        // Keys are looked at before any policy.
        const headers = { origin: page, "Ocp-Apim-Subscription-Key": "wrong" };
        assert.deepEqual(shared(await running.call("/churn/invocations", { headers })), {});
    });

    it("run no other policy when they are announced", async () => {
        inbound(`<return-response><set-status code="418" /></return-response>${cors()}`);
        running.plane.policy("", policies({ outbound: setHeader("X-Out", "1") }));
        const answer = await preflight(page);
        assert.deepEqual([answer.status, answer.headers["x-out"]], [200, undefined]);
    });

    for (const [what, parts, asked] of [
        ["method", {}, { method: "GET", path: "/churn/health", headers: "x-other" }],
        ["header", {}, { headers: "x-other" }],
        [
            "method that is not listed",
            { methods: "<allowed-methods><method>PUT</method></allowed-methods>" },
            { method: "POST" },
        ],
    ] as const) {
        it(`are told nothing for another ${what}`, async () => {
            inbound(cors(parts));
            const answer = await preflight(page, asked);
            assert.deepEqual([answer.status, answer.body, shared(answer)], [200, "", {}]);
        });
    }

    it("may use GET and POST and no headers unless more is listed", async () => {
        inbound(cors());
        assert.equal(shared(await preflight(page))["access-control-allow-methods"], "POST");
        const get = await preflight(page, { method: "GET", path: "/churn/health" });
        assert.deepEqual(shared(get), {
            "access-control-allow-origin": page,
            "access-control-allow-methods": "GET",
        });
    });

    it("may come from anywhere, with any method and header, where a star says so", async () => {
        const methods = "<allowed-methods><method>*</method></allowed-methods>";
        const headers = "<allowed-headers><header>*</header></allowed-headers>";
        inbound(cors({ origins: ["*"], methods, headers }));
        const answer = await preflight("https://anywhere.example.com", { headers: "X-One" });
        assert.equal(shared(answer)["access-control-allow-origin"], "*");
        assert.equal(shared(answer)["access-control-allow-headers"], "X-One");
        inbound(cors({ origins: ["*"], attributes: 'allow-credentials="true"' }));
        const withCredentials = shared(await preflight("https://anywhere.example.com"));
        assert.equal(withCredentials["access-control-allow-origin"], "https://anywhere.example.com");
    });

    it("come from an origin: scheme, host and port, the usual one left out", async () => {
        inbound(cors({ origins: ["https://app.example.com:443/", "http://localhost:8080/"] }));
        for (const [origin, allowed] of [
            [page, true],
            ["http://localhost:8080", true],
            ["http://localhost", false],
            ["http://app.example.com", false],
            ["https://app.example.com.evil.example", false],
            ["null", false],
        ] as const) {
            const found = shared(await preflight(origin))["access-control-allow-origin"];
            assert.equal(found, allowed ? origin : undefined, origin);
        }
    });

    it("of another origin get an empty 200 when announced, and reads get one as well", async () => {
        inbound(cors());
        const other = "https://other.example.com";
        const announced = await preflight(other);
        assert.deepEqual([announced.status, announced.body, shared(announced)], [200, "", {}]);
        const read = { method: "GET" as const, headers: { origin: other, "Ocp-Apim-Subscription-Key": "key" } };
        const answer = await running.call("/churn/health", read);
        assert.deepEqual([answer.status, answer.body], [200, ""]);
        assert.equal(running.upstream.calls.length, 0);
        assert.deepEqual(shared(await call(other)), {});
        assert.equal(running.upstream.calls.length, 1);
    });

    it("of another origin go on where the policy does not end them, without a header for the page", async () => {
        inbound(cors({ attributes: 'terminate-unmatched-request="false"' }));
        const headers = { origin: "https://other.example.com", "Ocp-Apim-Subscription-Key": "key" };
        const answer = await running.call("/churn/health", { method: "GET", headers });
        assert.deepEqual([answer.status, answer.body, shared(answer)], [200, '{"predictions":[1]}', {}]);
    });

    it("are answered by the next policy that knows the origin, unless one ends it before", async () => {
        const other = "https://other.example.com";
        running.plane.policy("", policies({ inbound: cors({ origins: [other] }) }));
        inbound(cors({ attributes: 'terminate-unmatched-request="false"' }));
        assert.equal(shared(await preflight(other))["access-control-allow-origin"], other);
        const nobody = await preflight("https://nobody.example.com");
        assert.deepEqual([nobody.status, shared(nobody)], [200, {}]);
        inbound(cors());
        assert.deepEqual(shared(await preflight(other)), {});
    });

    it("are not announced to operations that are not there, or without a policy for them", async () => {
        assert.equal((await preflight(page)).status, 404);
        inbound(full);
        assert.equal((await preflight(page, { method: "DELETE" })).status, 404);
        assert.equal((await preflight(page, { path: "/churn/other" })).status, 404);
        assert.equal((await running.call("/churn/invocations", { method: "OPTIONS" })).status, 404);
    });

    it("are left to an operation that takes OPTIONS by itself", async () => {
        running.plane.api("churn", { serviceUrl: running.upstream.url }, ["POST /invocations", "OPTIONS /invocations"]);
        inbound(setHeader("X-Mine", "1"));
        await preflight(page);
        assert.equal(running.upstream.calls[0]!.method, "OPTIONS");
    });

    it("are announced by a product's policy only with its key in the query", async () => {
        running.plane.product("gold", ["churn"]);
        running.plane.subscription("p", "/products/gold", "gold-key");
        inbound(cors(), "products/gold");
        assert.equal((await preflight(page)).status, 404);
        const answer = await preflight(page, { path: "/churn/invocations?subscription-key=gold-key" });
        assert.equal(shared(answer)["access-control-allow-origin"], page);
    });
});
