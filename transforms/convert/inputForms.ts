/**
 * The ways in which a serving endpoint takes a table or tensors. MLflow's server refuses a body with none of them, and
 * one with two (mlflow 3.17, pyfunc/scoring_server).
 */
export const inputForms: readonly string[] = ["dataframe_split", "dataframe_records", "inputs", "instances"];
