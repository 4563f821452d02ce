import { ts } from "ts-morph";
import { calledName, receiverOf } from "../syntax.ts";
import type { Evaluator } from "./evaluator.ts";

/** Texts that one expression may be; more say nothing any more. */
const MOST = 400;

export function textsOfNode(evaluator: Evaluator, node: ts.Node, depth: number): string[] {
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return [node.text];
  if (node.kind === ts.SyntaxKind.TrueKeyword) return ["true"];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return ["false"];
  if (depth <= 0) return [];
  // A key of an object, as Object.keys gives it.
  if (ts.isIdentifier(node) && ts.isPropertyAssignment(node.parent) && node.parent.name === node)
    return [node.text];
  if (ts.isTemplateExpression(node)) {
    let texts = [node.head.text];
    for (const { expression, literal } of node.templateSpans) {
      const parts = evaluator.textsOf(expression, depth - 1);
      texts = texts.flatMap((text) => parts.map((part) => text + part + literal.text)).slice(0, MOST);
    }
    return texts;
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const right = evaluator.textsOf(node.right, depth - 1);
    return evaluator
      .textsOf(node.left, depth - 1)
      .flatMap((text) => right.map((part) => text + part))
      .slice(0, MOST);
  }
  if (ts.isCallExpression(node)) return textsOfCall(evaluator, node, depth - 1);
  return [];
}

export function textsOfCall(evaluator: Evaluator, call: ts.CallExpression, depth: number): string[] {
  const receiver = receiverOf(call);
  if (receiver === null) return [];
  const called = calledName(call);
  if (called === "toLowerCase") return evaluator.textsOf(receiver, depth).map((text) => text.toLowerCase());
  if (called === "toUpperCase") return evaluator.textsOf(receiver, depth).map((text) => text.toUpperCase());
  if (called === "trim" || called === "toString")
    return evaluator.textsOf(receiver, depth).map((text) => text.trim());
  if (called === "join") {
    const [separator] = call.arguments;
    const between = separator === undefined ? "," : evaluator.textOf(separator);
    const parts = evaluator.elementsOf(receiver).map((one) => evaluator.textsOf(one, depth)[0]);
    return between !== null && parts.length > 0 && parts.every((part) => part !== undefined)
      ? [parts.join(between)]
      : [];
  }
  return [];
}
