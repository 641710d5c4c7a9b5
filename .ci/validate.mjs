// Validates HTML by the recommended rules: node validate.mjs FILE...
// Prints a line for each error; the exit status is 1 if there is one.
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const validator = new HtmlValidate(new StaticConfigLoader({ root: true, extends: ["html-validate:recommended"] }));
let errors = 0;
for (const file of process.argv.slice(2)) {
  const report = await validator.validateFile(file);
  for (const result of report.results) {
    for (const m of result.messages) {
      errors++;
      console.log(`${file}:${m.line}:${m.column}: ${m.message} (${m.ruleId})`);
    }
  }
}
process.exitCode = errors > 0 ? 1 : 0;
