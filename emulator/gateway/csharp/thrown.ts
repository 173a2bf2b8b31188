import { CSharpException, exceptions } from "./exceptions";
import { ExceptionValue, type Value } from "./values";

/** Throws what an expression throws. */
export function raise(value: Value): never {
    if (!(value instanceof ExceptionValue)) throw exceptions.nullReference();
    throw new CSharpException(value.thrown, value.message);
}
