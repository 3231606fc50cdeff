// The schema of azurerm's resources and data sources, read from the generated bindings in @cdktf/provider-azurerm. Each
// binding lists, for every block, the arguments with their types; a class can reset those that may be left out, and names
// the attributes that are only computed.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const bindings = join(dirname(require.resolve("@cdktf/provider-azurerm/package.json")), "lib");

const ARGUMENT = /^ {12}(\w+): \{\n {16}value: ([^\n]*)\n {16}isBlock: (true|false),\n {16}type: "(\w+)",\n {16}storageClassType: "(\w+)",/gm;
const NESTED_ARGUMENT = /^ {8}(\w+): \{\n {12}value: ([^\n]*)\n {12}isBlock: (true|false),\n {12}type: "(\w+)",\n {12}storageClassType: "(\w+)",/gm;
const COMPUTED = /^ *\/\/ (\w+) - computed: true, optional: false, required: false/gm;

/**
 * The block of a resource (`azurerm_dns_zone`) or data source (with `data`): `arguments` by name with `required`, `type`
 * and, for blocks, `block`; `attributes` that others may refer to. Undefined when the provider has none of that name.
 */
export function schemaOf(type, data = false) {
  const name = (data ? "data_" : "") + type.replace(/^azurerm_/, data ? "azurerm_" : "");
  const file = join(bindings, name.replaceAll("_", "-"), "index.js");
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, "utf8");
  const classes = new Map(
    text.split(/^class /m).slice(1).map((part) => [part.match(/^\w+/)[0], part]),
  );
  const main = [...classes].find(([, part]) => part.includes("synthesizeHclAttributes()"))?.[1];
  if (!main) throw new Error(`${file} is not what this check reads; its generator has changed`);
  return block(text, classes, main, main.slice(main.indexOf("synthesizeHclAttributes()")), ARGUMENT);
}

function block(text, classes, itsClass, source, pattern) {
  const attributes = new Set(["id", ...[...itsClass.matchAll(COMPUTED)].map(([, name]) => name)]);
  const args = new Map();
  for (const [, name, value, isBlock, type, storage] of source.matchAll(pattern)) {
    const camel = name.replace(/(?:^|_)(\w)/g, (_, letter) => letter.toUpperCase());
    const argument = { required: !itsClass.includes(`    reset${camel}() {`), type, storage };
    attributes.add(name);
    if (isBlock === "true") {
      const converter = value.match(/(\w+)ToHclTerraform/)[1];
      const start = text.indexOf(`function ${converter}ToHclTerraform(`);
      const end = text.indexOf("\n}\n", start);
      const nested = classes.get(`${converter[0].toUpperCase()}${converter.slice(1)}OutputReference`) ?? "";
      argument.block = block(text, classes, nested, text.slice(start, end), NESTED_ARGUMENT);
    }
    args.set(name, argument);
  }
  return { arguments: args, attributes };
}
