/** The accessible node of the first element that matches: role, name and properties as a screen reader gets them. */
export async function node(page, selector) {
  const session = await page.context().newCDPSession(page);
  const { root } = await session.send("DOM.getDocument");
  const { nodeId } = await session.send("DOM.querySelector", { nodeId: root.nodeId, selector });
  const { nodes } = await session.send("Accessibility.getPartialAXTree", { nodeId, fetchRelatives: false });
  await session.detach();
  const [{ role, name, properties }] = nodes;
  return { role: role.value, name: name?.value, ...Object.fromEntries(properties.map(({ name: key, value }) => [key, value])) };
}
