// node check.mjs [ROOT]: checks every module and example below ROOT (this folder's parent) that uses azurerm: unknown and missing
// arguments, wrong types, references to attributes, variables, locals, module inputs and outputs that are not there.
// Prints what it finds, file by file, and ends with 'N passed, N failed' of blocks.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import { schemaOf } from "./schema.mjs";

const { parse } = createRequire(import.meta.url)("@cdktf/hcl2json");

const META = new Set(["count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection", "dynamic"]);
const REFERENCE = /(?<![\w.])(data\.)?(azurerm_\w+)\.(\w+)(?:\[[^\]]*\])?\.(\w+)/g;
const findings = [];
let blocks = 0;

const isExpression = (value) => typeof value === "string" && value.includes("${");
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function report(where, what) {
  findings.push(`${where}: ${what}`);
}

function checkValue(where, name, argument, value) {
  if (value === null || isExpression(value)) return;
  const simple = argument.type === "simple";
  const wrong =
    (simple && typeof value === "object") ||
    (argument.storage === "number" && Number.isNaN(Number(value))) ||
    (argument.storage === "boolean" && !["true", "false"].includes(String(value))) ||
    (["list", "set"].includes(argument.type) && !Array.isArray(value)) ||
    (argument.type === "map" && !isObject(value)) ||
    (argument.storage === "stringList" && Array.isArray(value) && value.some((item) => typeof item === "object"));
  if (wrong) report(where, `'${name}' takes a ${argument.storage}, not ${JSON.stringify(value)}`);
}

function checkBlock(where, schema, body) {
  const dynamic = Object.entries(body.dynamic ?? {});
  for (const [name, value] of Object.entries(body)) {
    if (META.has(name)) continue;
    const argument = schema.arguments.get(name);
    if (!argument) {
      report(where, `there is no argument '${name}'; there are ${[...schema.arguments.keys()].join(", ")}`);
    } else if (argument.block) {
      for (const nested of [value].flat()) {
        if (isObject(nested)) checkBlock(`${where}.${name}`, argument.block, nested);
        else report(where, `'${name}' is a block, not an argument`);
      }
    } else {
      checkValue(where, name, argument, value);
    }
  }
  for (const [name, uses] of dynamic) {
    const argument = schema.arguments.get(name);
    if (!argument?.block) report(where, `there is no block '${name}' that could be dynamic`);
    else uses.flat().forEach((use) => use.content.forEach((content) => checkBlock(`${where}.${name}`, argument.block, content)));
  }
  for (const [name, argument] of schema.arguments) {
    if (argument.required && !(name in body) && !dynamic.some(([present]) => present === name)) {
      report(where, `the ${argument.block ? "block" : "argument"} '${name}' is missing`);
    }
  }
  for (const lifecycle of body.lifecycle ?? []) {
    for (const ignored of lifecycle.ignore_changes ?? []) {
      const name = String(ignored).replace(/^\$\{|\}$/g, "");
      if (!schema.arguments.has(name)) report(where, `ignore_changes names '${name}', which is no argument`);
    }
  }
}

function checkReferences(where, value, module) {
  const text = JSON.stringify(value);
  for (const [, data, type, name, attribute] of text.matchAll(REFERENCE)) {
    const declared = (data ? module.data : module.resource)?.[type]?.[name];
    if (!declared) report(where, `${data ?? ""}${type}.${name} is not declared`);
    else if (!schemaOf(type, Boolean(data))?.attributes.has(attribute)) report(where, `${type} has no attribute '${attribute}'`);
  }
  const known = { var: module.variable, local: module.local };
  for (const [, kind, name] of text.matchAll(/(?<![\w.])(var|local)\.(\w+)/g)) {
    if (!(name in (known[kind] ?? {}))) report(where, `${kind}.${name} is not declared`);
  }
  for (const [, name, output] of text.matchAll(/(?<![\w.])module\.(\w+)\.(\w+)/g)) {
    const called = module.calls[name];
    if (!called) report(where, `module.${name} is not declared`);
    else if (!(output in (called.output ?? {}))) report(where, `module '${name}' has no output '${output}'`);
  }
}

const cache = new Map();

/** All of a folder's files as one, with the modules that it calls. */
async function load(folder) {
  if (cache.has(folder)) return cache.get(folder);
  const module = { folder, resource: {}, data: {}, variable: {}, local: {}, output: {}, module: {}, calls: {}, providers: {} };
  cache.set(folder, module);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".tf"))) {
    const parsed = await parse(file, readFileSync(join(folder, file), "utf8"));
    for (const kind of ["resource", "data"]) {
      for (const [type, named] of Object.entries(parsed[kind] ?? {})) Object.assign((module[kind][type] ??= {}), named);
    }
    for (const kind of ["variable", "output", "module"]) Object.assign(module[kind], parsed[kind]);
    (parsed.locals ?? []).forEach((locals) => Object.assign(module.local, locals));
    (parsed.terraform ?? []).forEach((settings) =>
      (settings.required_providers ?? []).forEach((required) => Object.assign(module.providers, required)),
    );
  }
  for (const [name, [call]] of Object.entries(module.module)) module.calls[name] = await load(resolve(folder, call.source));
  return module;
}

async function check(folder, root) {
  const module = await load(folder);
  if (!("azurerm" in module.providers)) return;
  const name = relative(root, folder);
  for (const data of [false, true]) {
    for (const [type, named] of Object.entries(data ? module.data : module.resource)) {
      if (!type.startsWith("azurerm_")) continue;
      for (const [label, [body]] of Object.entries(named)) {
        const where = `${name}: ${data ? "data." : ""}${type}.${label}`;
        const schema = schemaOf(type, data);
        blocks++;
        if (schema) checkBlock(where, schema, body);
        else report(where, `azurerm has no ${data ? "data source" : "resource"} of this name`);
      }
    }
  }
  for (const [label, [call]] of Object.entries(module.module)) {
    const called = module.calls[label];
    blocks++;
    for (const argument of Object.keys(call)) {
      if (!["source", "version", "providers", "count", "for_each", "depends_on"].includes(argument) && !(argument in called.variable)) {
        report(`${name}: module.${label}`, `there is no input '${argument}'; there are ${Object.keys(called.variable).join(", ")}`);
      }
    }
    for (const [variable, [declared]] of Object.entries(called.variable)) {
      if (!("default" in declared) && !(variable in call)) report(`${name}: module.${label}`, `the input '${variable}' is missing`);
    }
  }
  for (const kind of ["resource", "data", "module", "output", "local", "variable"]) {
    for (const [label, body] of Object.entries(module[kind])) checkReferences(`${name}: ${kind} ${label}`, body, module);
  }
}

const root = resolve(process.argv[2] ?? "..");
const folders = ["modules", "examples"].flatMap((parent) =>
  readdirSync(join(root, parent), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => join(root, parent, entry.name)),
);
for (const folder of folders) await check(folder, root);
findings.forEach((finding) => console.error(finding));
const failed = new Set(findings.map((finding) => finding.split(":", 2).join(":"))).size;
console.log(`${Math.max(0, blocks - failed)} passed, ${failed} failed`);
process.exit(findings.length > 0 || blocks === 0 ? 1 : 0);
