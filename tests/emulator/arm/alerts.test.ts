import assert from "node:assert/strict";
import { startTestArm, type TestArm } from "./testArm";

describe("alert rules and action groups in the emulated Resource Manager", () => {
    let arm: TestArm;
    before(async () => {
        arm = await startTestArm();
    });
    after(() => arm.close());

    const group = () => arm.service.split("/providers/")[0]!;
    const at = (path: string) => `${group()}/providers/Microsoft.Insights/${path}`;
    const rule = (properties: object = {}, envelope: object = {}) =>
        arm.call("PUT", `${at("scheduledQueryRules/spend")}?api-version=2025-01-01-preview`, {
            location: "westeurope",
            ...envelope,
            properties: {
                severity: 1,
                scopes: [at("components/appi-serving-gateway")],
                evaluationFrequency: "PT1H",
                windowSize: "P1D",
                criteria: { allOf: [condition] },
                ...properties,
            },
        });
    const condition = {
        query: "customMetrics | summarize Share = sum(valueSum)",
        timeAggregation: "Maximum",
        metricMeasureColumn: "Share",
        operator: "GreaterThanOrEqual",
        threshold: 80,
        failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
    };
    const conditions = (more: object) => ({ criteria: { allOf: [{ ...condition, ...more }] } });
    const mails = (properties: object = {}) =>
        arm.call("PUT", `${at("actionGroups/team")}?api-version=2024-10-01-preview`, {
            location: "Global",
            properties: { groupShortName: "team", enabled: true, ...properties },
        });

    it("are kept as they were put, and deleted", async () => {
        assert.deepEqual([(await rule()).status, (await rule({ severity: 2 })).status], [201, 200]);
        assert.equal((await mails({ emailReceivers: [{ name: "a", emailAddress: "a@contoso.example" }] })).status, 201);
        for (const [path, version] of [
            ["scheduledQueryRules/spend", "2025-01-01-preview"],
            ["actionGroups/team", "2024-10-01-preview"],
        ] as const) {
            const call = (method: string) => arm.call(method, `${at(path)}?api-version=${version}`);
            assert.equal((await call("GET")).body.id, at(path));
            assert.deepEqual([(await call("DELETE")).status, (await call("GET")).status], [200, 404]);
        }
    });

    for (const [what, put, status, says] of [
        ["a rule that looks back a month", () => rule({ windowSize: "P31D" }), 400, /one of PT1M/],
        [
            "a rule that sees more than two days",
            () => rule({ windowSize: "P2D", ...conditions({ failingPeriods: { numberOfEvaluationPeriods: 2 } }) }),
            400,
            /must not exceed 2 days/,
        ],
        ["a query range of a month", () => rule({ overrideQueryTimeRange: "P31D" }), 400, /one of PT5M/],
        ["an unknown member", () => rule({ thresholds: [1] }), 400, /Could not find member 'thresholds'/],
        [
            "a rule of an aggregation without its column",
            () => rule(conditions({ metricMeasureColumn: undefined })),
            400,
            /metricMeasureColumn/,
        ],
        ["a scope that is not there", () => rule({ scopes: [at("components/other")] }), 400, /does not exist/],
        ["a scope of another kind", () => rule({ scopes: [arm.service] }), 501, /scopes of rules/],
        ["a rule without a place", () => rule({}, { location: "" }), 400, /location property is required/],
        ["a rule that mutes and resolves", () => rule({ muteActionsDuration: "P1D" }), 400, /autoMitigate/],
        ["a short name of 13 characters", () => mails({ groupShortName: "x".repeat(13) }), 400, /longer than 12/],
        [
            "a mail address that is none",
            () => mails({ emailReceivers: [{ name: "a", emailAddress: "a" }] }),
            400,
            /pattern/,
        ],
        ["another kind of receiver", () => mails({ webhookReceivers: [{}] }), 501, /webhookReceivers/],
    ] as const) {
        it(`refuse ${what}`, async () => {
            const answer = await put();
            assert.equal(answer.status, status, JSON.stringify(answer.body));
            assert.match(JSON.stringify(answer.body), says);
        });
    }
});
