
// Tables of the class "sortable" are sorted by a click on a heading. No character here may need escaping in XML.
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  const key = (row, at) => {
    const cell = row.cells[at];
    return cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value);
  };
  [...table.tHead.rows[0].cells].forEach((heading, at) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener('click', () => {
      const ascending = heading.getAttribute('aria-sort') !== 'ascending';
      for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
      const order = (a, b) => {
        const x = key(a, at), y = key(b, at);
        return typeof x === 'number' ? x - y : x.localeCompare(y, undefined, { numeric: true });
      };
      body.append(...[...body.rows].sort((a, b) => ascending ? order(a, b) : order(b, a)));
    });
  });
}
