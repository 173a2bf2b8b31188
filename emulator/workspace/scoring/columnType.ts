import { asObject, type Schema } from "../servedModels";

/** Types of MLflow's signatures (mlflow/types). */
export type Scalar = "boolean" | "integer" | "long" | "float" | "double" | "string" | "binary" | "datetime";
/** Type of a column of a signature, as MLflow writes it. */
export type ColumnType = Scalar | "Any" | { readonly array: ColumnType } | ObjectType | { readonly map: ColumnType };

interface ObjectType {
    readonly properties: readonly Column[];
}

/** A column of a signature. */
export interface Column {
    readonly name: string;
    readonly type: ColumnType;
    readonly required: boolean;
}

/** The type that a document says. What no signature has a word for is `Any`, and so is `format: unknown`. */
export function columnType(schema: Schema): ColumnType {
    const { type, format, items, properties, additionalProperties } = schema;
    switch (type) {
        case "boolean":
            return "boolean";
        case "integer":
            return format === "int32" ? "integer" : "long";
        case "number":
            return format === "float" ? "float" : "double";
        case "string":
            if (format === "date-time") return "datetime";
            return format === "binary" || format === "byte" ? "binary" : "string";
        case "array":
            return { array: columnType(asObject(items)) };
        case "object":
            if (format === "unknown") return "Any";
            if (properties !== undefined) return { properties: columns(schema) };
            if (typeof additionalProperties === "object") return { map: columnType(asObject(additionalProperties)) };
    }
    return "Any";
}

/** The properties of an object, as columns. */
export function columns(schema: Schema): Column[] {
    const required = Array.isArray(schema.required) ? schema.required : [];
    return Object.entries(asObject(schema.properties)).map(([name, property]) => ({
        name,
        type: columnType(asObject(property)),
        required: required.includes(name),
    }));
}

/** As MLflow prints it. */
export function typeText(type: ColumnType): string {
    if (typeof type === "string") return type;
    if ("array" in type) return `Array(${typeText(type.array)})`;
    if ("map" in type) return `Map(str -> ${typeof type.map === "string" ? "DataType." : ""}${typeText(type.map)})`;
    const sorted = [...type.properties].sort((one, other) => (one.name < other.name ? -1 : 1));
    return `{${sorted.map((column) => `${column.name}: ${withNeed(column)}`).join(", ")}}`;
}

/** A type, and whether it has to be there. */
export function withNeed({ type, required }: Column): string {
    return `${typeText(type)} (${required ? "required" : "optional"})`;
}

/** NumPy's name of a scalar type. */
export function numpyName(type: Scalar): string {
    const names: Partial<Record<Scalar, string>> = {
        boolean: "bool",
        integer: "int32",
        long: "int64",
        float: "float32",
        double: "float64",
        datetime: "datetime64[ns]",
        binary: "<class 'object'>",
    };
    return names[type] ?? type;
}
