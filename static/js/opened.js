/* Who comes back to a form finds what they typed: browsers put it back into the page, which the server wrote anew. They do
   so with each field whose text is not that of the page any more. « data-opened » is a field that says what was stored when
   one typed: it gets a space, which means nothing, and comes back with the typing. Else what a colleague stored since would
   be overwritten unseen. */

for (const opened of document.querySelectorAll("[data-opened]")) opened.value += " ";
