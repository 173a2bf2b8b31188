import assert from "node:assert/strict";
import { refusalOf, settingsWith } from "./configuration";

const place = "/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/rg-monitor/providers";
const applicationInsights = `${place}/microsoft.insights/components/appi-models`;

describe("observability in the settings", () => {
    it("is nothing where the stack says nothing", () => {
        const { observability, endpoints } = settingsWith({});
        assert.deepEqual([observability, endpoints[0]!.observability], [undefined, undefined]);
    });

    it("is everything, with a workbook, for an Application Insights resource", () => {
        const { observability, endpoints } = settingsWith({ observability: { applicationInsights } });
        assert.deepEqual(observability, {
            applicationInsights: {
                id: applicationInsights,
                subscriptionId: "00000000-0000-4000-8000-000000000000",
                resourceGroup: "rg-monitor",
                name: "appi-models",
            },
            logger: undefined,
            workbook: true,
        });
        assert.deepEqual(endpoints[0]!.observability, { sampling: 100, tokenMetrics: true });
    });

    it("goes to a logger of the service without a workbook", () => {
        const { observability } = settingsWith({ observability: { logger: "appinsights" } });
        assert.deepEqual([observability!.logger, observability!.workbook], ["appinsights", false]);
    });

    it("is what an endpoint says of its calls, or nothing", () => {
        const { endpoints } = settingsWith({
            observability: { logger: "appinsights", sampling: 50, tokenMetrics: false },
            endpoints: [
                { name: "churn" },
                { name: "chat", observability: { sampling: 0.5, tokenMetrics: true } },
                { name: "fraud", observability: false },
            ],
        });
        assert.deepEqual(
            endpoints.map(({ observability }) => observability),
            [{ sampling: 50, tokenMetrics: false }, { sampling: 0.5, tokenMetrics: true }, undefined],
        );
    });

    const refused: { what: string; observability: object; more?: Record<string, string>; says: RegExp }[] = [
        {
            what: "a resource of another kind",
            observability: { applicationInsights: `${place}/Microsoft.OperationalInsights/workspaces/w` },
            says: /applicationInsights must be the resource id of an Application Insights resource/,
        },
        {
            what: "two places",
            observability: { applicationInsights, logger: "appinsights" },
            says: /logger and applicationInsights are both set\. Keep one/,
        },
        {
            what: "a logger that would be policy",
            observability: { logger: "{{secret}}" },
            says: /logger must be the identifier of a logger/,
        },
        {
            what: "a workbook without its data",
            observability: { logger: "appinsights", workbook: true },
            says: /workbook needs applicationInsights/,
        },
        {
            what: "a sample of nowhere",
            observability: { sampling: 10 },
            says: /observability\.applicationInsights is missing/,
        },
        {
            what: "more than all",
            observability: { logger: "l", sampling: 101 },
            says: /observability\.sampling must be a percentage from 0 to 100/,
        },
        {
            what: "a resource that the deployment cannot read",
            observability: { applicationInsights },
            more: { subscriptionId: "11111111-0000-4000-8000-000000000000" },
            says: /is in another subscription than the deployment.*set observability\.logger to that logger/,
        },
    ];
    for (const { what, observability, more, says } of refused) {
        it(`cannot be ${what}`, () => assert.match(refusalOf({ observability }, more), says));
    }
});
