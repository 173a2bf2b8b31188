import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { APIM_RESOURCES } from "../../../local/plugins/apimResources";
import { pathParameters } from "../../../local/plugins/armShape";
import { BODY_LIMITS, type InputLimit, pathLimits } from "../../../local/plugins/inputLimits";
import { UNKNOWN, type PropertyMap } from "../../../local/plugins/plugin";
import { about, AT_SERVICE, startFixture, type Fixture } from "./azureNativeFixture";

/** What Microsoft's client has of the specification: not among what the package exports. */
const models = join(dirname(createRequire(__filename).resolve("@azure/arm-apimanagement")), "models");
const mappers: Record<string, Mapper> = createRequire(__filename)(join(models, "mappers.js"));
const parameters: Record<string, { mapper?: Member }> = createRequire(__filename)(join(models, "parameters.js"));

interface Constraints {
    readonly MinLength?: number;
    readonly MaxLength?: number;
    readonly Pattern?: RegExp;
    readonly InclusiveMinimum?: number;
    readonly InclusiveMaximum?: number;
}
interface Member {
    readonly serializedName: string;
    readonly readOnly?: boolean;
    readonly constraints?: Constraints;
    readonly type: { readonly name: string; readonly className?: string; readonly element?: Member };
}
interface Mapper {
    readonly type: { readonly modelProperties: Record<string, Member> };
}

/** What is put, by the name of the resource's class. */
const MODELS: Readonly<Record<string, string>> = {
    ApiManagementService: "ApiManagementServiceResource",
    Api: "ApiCreateOrUpdateParameter",
    ApiOperation: "OperationContract",
    NamedValue: "NamedValueCreateContract",
    Backend: "BackendContract",
    Product: "ProductContract",
    Group: "GroupCreateParameters",
    Subscription: "SubscriptionCreateParameters",
    Tag: "TagCreateUpdateParameters",
    Logger: "LoggerContract",
    Diagnostic: "DiagnosticContract",
    ApiDiagnostic: "DiagnosticContract",
    ApiVersionSet: "ApiVersionSetContract",
};

function limitOf(constraints: Constraints = {}): InputLimit | undefined {
    const { MinLength, MaxLength, Pattern, InclusiveMinimum, InclusiveMaximum } = constraints;
    const all = {
        min: MinLength,
        max: MaxLength,
        pattern: Pattern,
        least: InclusiveMinimum,
        greatest: InclusiveMaximum,
    };
    const set = Object.entries(all).filter(([, value]) => value !== undefined);
    return set.length === 0 ? undefined : Object.fromEntries(set);
}

/** Limits of a model's members by their places. */
function limitsIn(model: string, place = ""): [string, InputLimit][] {
    return Object.values(mappers[model]!.type.modelProperties)
        .filter(({ readOnly }) => readOnly !== true)
        .flatMap((member) => limitsOf(member, place + member.serializedName.replace(/^properties\./, "")));
}

function limitsOf({ constraints, type }: Member, place: string): [string, InputLimit][] {
    const own = limitOf(constraints);
    const below =
        type.className !== undefined
            ? limitsIn(type.className, `${place}.`)
            : type.element === undefined
              ? []
              : limitsOf(type.element, `${place}[]`);
    return [...(own ? [[place, own] as [string, InputLimit]] : []), ...below];
}

/** What a description consists of that is not the program's to declare. */
const OTHERS = /^(additionalLocations|wsdlSelector|responses|request|templateParameters)\b/;

describe("the lengths that the stand-in for azure-native checks at preview", () => {
    for (const [name, model] of Object.entries(MODELS)) {
        it(`are the specification's for ${name}`, () => {
            const expected = limitsIn(model).filter(([place]) => !OTHERS.test(place));
            assert.deepEqual(BODY_LIMITS[name] ?? {}, Object.fromEntries(expected));
        });
    }

    it("are the specification's for the names in paths", () => {
        const known = Object.values(parameters).flatMap(({ mapper }) => (mapper ? [mapper] : []));
        for (const [token, resource] of Object.entries(APIM_RESOURCES)) {
            const name = token.split(":").at(-1)!;
            for (const parameter of pathParameters(resource)) {
                const candidates = known.filter(({ serializedName }) => serializedName === parameter);
                const limits = candidates.map(({ constraints }) => limitOf(constraints));
                const own = pathLimits(name, [parameter])[parameter];
                const isOne = limits.some((limit) => isDeepStrictEqual(limit, own));
                assert.ok(limits.length === 0 ? own === undefined : isOne, `${name}: ${parameter}`);
            }
        }
    });

    describe("in azure-native's words", () => {
        let fixture: Fixture;
        beforeEach(async () => {
            fixture = await startFixture();
        });
        afterEach(() => fixture.arm.close());

        const reasons = async (type: string, inputs: PropertyMap) =>
            (await fixture.plugin.check(about(type, { ...AT_SERVICE, ...inputs }))).failures.map(
                ({ reason }) => reason,
            );

        it("count bytes of UTF-8: 42 Japanese characters are too long for a subscription", async () => {
            const subscription = { sid: "s", scope: "/apis" };
            assert.deepEqual(await reasons("Subscription", { ...subscription, displayName: "予".repeat(42) }), [
                "'displayName' is too long (126): at most 100 characters allowed",
            ]);
            assert.deepEqual(await reasons("Subscription", { ...subscription, displayName: "予".repeat(33) }), []);
        });

        it("name what is too short, and what does not match", async () => {
            assert.deepEqual(await reasons("NamedValue", { namedValueId: "a", displayName: "" }), [
                "'displayName' is too short (0): at least 1 characters required",
                "'displayName' does not match expression '^[A-Za-z0-9-._]+$'",
            ]);
        });

        it("hold for the names in paths, and for diagnostics' APIs more than for others", async () => {
            const apiId = "a".repeat(81);
            assert.deepEqual(await reasons("Api", { apiId, path: "a" }), []);
            assert.deepEqual(await reasons("ApiDiagnostic", { apiId, diagnosticId: "a", loggerId: "/loggers/l" }), [
                "'apiId' is too long (81): at most 80 characters allowed",
            ]);
            const versionSet = { displayName: "V", versioningScheme: "Segment", versionSetId: "v".repeat(81) };
            assert.deepEqual(await reasons("ApiVersionSet", versionSet), [
                "'versionSetId' is too long (81): at most 80 characters allowed",
            ]);
        });

        it("are found deep in an input, with their place", async () => {
            const failureCondition = {
                errorReasons: ["Timeout", "x".repeat(201)],
                statusCodeRanges: [{ min: 1, max: 599 }],
            };
            const circuitBreaker = { rules: [{ name: "r", failureCondition }] };
            assert.deepEqual(await reasons("Backend", { backendId: "b", circuitBreaker }), [
                "'circuitBreaker.rules[0].failureCondition.errorReasons[1]' is too long (201): at most 200 characters allowed",
                "'circuitBreaker.rules[0].failureCondition.statusCodeRanges[0].min' is too low (1.000000 < 200.000000)",
            ]);
        });

        it("wait for what is not known yet", async () => {
            assert.deepEqual(await reasons("Tag", { tagId: UNKNOWN, displayName: UNKNOWN }), []);
        });
    });
});
