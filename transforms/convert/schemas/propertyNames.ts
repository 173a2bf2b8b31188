import { setKey } from "../../jsonObject";
import { conjoin, Pass, Schema } from "./schema";

/**
 * What property names may be (JSON Schema 2020-12, 10.3.2.4): 3.0 can list them, and it can forbid all. Other rules
 * for names it cannot say.
 */
export const propertyNames: Pass = (schema, at) => {
    if (schema.propertyNames === undefined) return schema;
    const { propertyNames: name, ...rest } = schema;
    const rules = Object.keys(name).filter((keyword) => !describing.has(keyword));
    if (rules.length === 0 || (rules.length === 1 && name.type === "string")) {
        at.removed("propertyNames", "Every name is a string, so it requires nothing.");
        return rest;
    }
    if (rules.length === 1 && isEmpty(name.not)) {
        at.rewritten("propertyNames", "No name fits, so there is no property.");
        return conjoin(rest, { maxProperties: 0 });
    }
    const listed = name.enum !== undefined && rules.every((rule) => rule === "enum" || rule === "type");
    if (listed && at.isExact(name) && (name.type === undefined || name.type === "string")) {
        at.rewritten("propertyNames", "3.0 lists the names as properties and allows no others.");
        const properties: { [name: string]: Schema } = {};
        for (const value of name.enum!) if (typeof value === "string") setKey(properties, value, {});
        return conjoin(rest, { properties, additionalProperties: false });
    }
    at.loosened("propertyNames", "3.0 has no rules for names. Any name is accepted.");
    return rest;
};

const describing = new Set(["title", "description", "example", "default", "deprecated", "format", "nullable"]);

const isEmpty = (schema: Schema | undefined) => schema !== undefined && Object.keys(schema).length === 0;
