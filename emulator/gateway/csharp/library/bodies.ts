import { parsedAs } from "./jsonTokens";
import { CSharpException } from "../exceptions";
import type { Type } from "../types";
import type { Value } from "../values";

/** `Body.As<T>()`. @throws CSharpException JsonReaderException for a body that is no such JSON */
export function jsonBody(bytes: Buffer, { def, args }: Type): Value {
    switch (def.name) {
        case "System.String":
            return bytes.toString();
        case "Newtonsoft.Json.Linq.JObject":
            return parsedAs(bytes.toString(), "JObject");
        case "Newtonsoft.Json.Linq.JArray":
            return parsedAs(bytes.toString(), "JArray");
        case "Newtonsoft.Json.Linq.JToken":
            return parsedAs(bytes.toString(), "JToken");
        case "System.Array":
            if (args[0]?.def.name === "System.Byte") return new Uint8Array(bytes);
    }
    throw new CSharpException("System.NotSupportedException", `The emulator does not read a body as ${def.name}.`);
}
