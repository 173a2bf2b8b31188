import { type OpenAiOperation, openAiRoutes } from "../../transforms/publication/openAiOperations";
import { azureOperationOf, hasAzurePath } from "../../transforms/publication/openAiApi";
import type { CallersSettings } from "../../settings/callers";
import type { EndpointFacts } from "./apiFeature";
import { setBackendUrl } from "./backendPolicies";
import type { Contribution, Refusal, Slot } from "./contribution";
import { firstOf } from "./controlPolicies";
import { modelsApi } from "./counting";
import { returnError } from "./errors";
import { chosenModel, type ModelLists, type NamedModel } from "./modelChoice";
import type { PolicyElement } from "./policyElement";
import { type Expression, expression, Words } from "./policyText";

/** A model that an API shares with others. */
export interface SharedModel extends NamedModel {
    /** What the policy of its own API is made of, as part of a shared one (`isShared`). */
    readonly contributions: readonly Contribution<EndpointFacts>[];
    /** What is known of it. @default that of the document, which stands for all models */
    readonly facts?: EndpointFacts;
    /** Where calls go that no backend entity is there for. */
    readonly serviceUrl: string;
}

/** Slots that are filled by what models have in common, or by the shared API itself. */
const ownSlots: readonly Slot[] = ["preflight", "beforeInbound", "address", "callerToken", "backend", "everyAnswer"];

/** Slots before the choice of the model. What models have not alike there runs after the choice. */
const early: readonly Slot[] = ["beforeInbound", "address"];

/**
 * What the policy of an API is made of that several models share. Its caller names the model; the model's own policies then
 * run as they do in its own API, whatever features they come from.
 */
export function sharedContributions(
    models: readonly SharedModel[],
    callers: CallersSettings,
    lists: ModelLists,
): Contribution<EndpointFacts>[] {
    const all = models.flatMap(({ contributions }) => contributions);
    const slots = new Set(all.map(({ slot }) => slot).filter((slot) => !ownSlots.includes(slot)));
    const byModel = (slot: Slot): Contribution<EndpointFacts>["elements"] => {
        return (facts) => choiceOf(models, (model) => elementsIn(slot, model, facts));
    };
    return [
        { slot: "preflight", elements: (facts) => inCommon("preflight", models, facts) },
        ...early.map((slot) => ({
            slot,
            elements: (facts: EndpointFacts) => inCommon(slot, models, facts),
        })),
        { slot: "callerToken", elements: (facts) => tokenOf(models, facts) },
        {
            slot: "model",
            elements: (facts) => [
                ...chosenModel(models, callers, facts, lists),
                ...otherTasks(models, facts),
                ...early.flatMap((slot) => (inCommon(slot, models, facts).length > 0 ? [] : byModel(slot)(facts))),
            ],
            needs: all.flatMap(({ needs = [] }) => needs),
            requires: all.flatMap(({ requires = [] }) => requires),
            refusals: (facts) => distinct(models.flatMap((model) => refusalsOf(model, facts))),
        },
        { slot: "backend", elements: (facts) => choiceOf(models, (model) => backendOf(model, facts)) },
        {
            slot: "everyAnswer",
            elements: (facts) => distinct(models.flatMap((model) => elementsIn("everyAnswer", model, facts))),
        },
        ...[...slots].map((slot) => ({ slot, elements: byModel(slot) })),
    ];
}

const factsOf = ({ facts }: SharedModel, ofAll: EndpointFacts) => facts ?? ofAll;

function elementsIn(slot: Slot, model: SharedModel, ofAll: EndpointFacts): PolicyElement[] {
    const facts = factsOf(model, ofAll);
    return model.contributions.flatMap((each) => (each.slot === slot ? each.elements(facts) : []));
}

function refusalsOf(model: SharedModel, ofAll: EndpointFacts): Refusal[] {
    return model.contributions.flatMap(({ refusals }) => refusals?.(factsOf(model, ofAll)) ?? []);
}

/** What every model has alike in a slot that is before the choice, such as the stack's own settings. */
function inCommon(slot: Slot, models: readonly SharedModel[], facts: EndpointFacts): readonly PolicyElement[] {
    const [first, ...others] = groupsOf(models, (model) => elementsIn(slot, model, facts));
    return first && others.length === 0 ? first.elements : [];
}

/** All models ask for the same token. Some look at its claims later. */
function tokenOf(models: readonly SharedModel[], facts: EndpointFacts): readonly PolicyElement[] {
    const groups = groupsOf(models, (model) => elementsIn("callerToken", model, facts)).map(({ elements }) => elements);
    return (
        groups.find((elements) => elements.some(({ attributes }) => attributes?.["output-token-variable-name"])) ??
        groups[0] ??
        []
    );
}

function backendOf(model: SharedModel, facts: EndpointFacts): readonly PolicyElement[] {
    const entity = elementsIn("backend", model, facts);
    return entity.length > 0 ? entity : [setBackendUrl(model.serviceUrl)];
}

/** A model of one task does not answer at the path of another. */
function otherTasks(models: readonly SharedModel[], facts: EndpointFacts): PolicyElement[] {
    const served = models.map((model) => factsOf(model, facts).openAi);
    const cases = openAiRoutes
        .filter(({ operationId }) => served.some((own) => own !== operationId))
        .map((route): [Expression, PolicyElement[]] => {
            const others = models.filter((_, index) => served[index] !== route.operationId);
            const atPath = expression`${isCallOf(route)} && ${isOneOf(others)}`;
            return [atPath, [otherTask]];
        });
    return cases.length > 0 ? [firstOf(cases)] : [];
}

const otherTask = returnError(404, "Not Found", "This model does not answer at this path. Its task is another one.");

function isCallOf(route: (typeof openAiRoutes)[number]): Expression {
    const own = expression`context.Operation.Id == "${new Words(route.operationId satisfies OpenAiOperation)}"`;
    if (!hasAzurePath(route)) return own;
    return expression`(${own} || context.Operation.Id == "${new Words(azureOperationOf(route))}")`;
}

/** Models that have the same policies somewhere. */
interface Group {
    readonly models: SharedModel[];
    readonly elements: readonly PolicyElement[];
}

function groupsOf(
    models: readonly SharedModel[],
    elementsOf: (model: SharedModel) => readonly PolicyElement[],
): Group[] {
    const groups = new Map<string, Group>();
    for (const model of models) {
        const elements = elementsOf(model);
        const key = JSON.stringify(elements);
        groups.get(key)?.models.push(model) ?? groups.set(key, { models: [model], elements });
    }
    return [...groups.values()];
}

/** The policies of the model that is called; those that all models have alike without a condition. */
function choiceOf(
    models: readonly SharedModel[],
    elementsOf: (model: SharedModel) => readonly PolicyElement[],
): readonly PolicyElement[] {
    const groups = groupsOf(models, elementsOf);
    if (groups.length === 1) return groups[0]!.elements;
    const cases = groups
        .filter(({ elements }) => elements.length > 0)
        .map((group): [Expression, readonly PolicyElement[]] => [isOneOf(group.models), group.elements]);
    return cases.length > 0 ? [firstOf(cases)] : [];
}

/** Whether one of some models is called. In on-error there may be none. */
function isOneOf(models: readonly SharedModel[]): Expression {
    const called = expression`context.Variables.GetValueOrDefault<string>("${modelsApi}", "")`;
    const [one, ...others] = models.map(({ apiName }) => new Words(apiName));
    if (others.length === 0) return expression`${called} == "${one!}"`;
    const names = new Words(` ${models.map(({ apiName }) => apiName).join(" ")} `);
    return expression`"${names}".Contains(" " + ${called} + " ")`;
}

function distinct<Value>(values: readonly Value[]): Value[] {
    return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
