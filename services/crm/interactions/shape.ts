/**
 * The JSON of an interaction `i`, as contracts/ has it, in the text of a statement that shows many: the same as
 * `interaction_json(i)`, without a function that is started for each. Most contacts are their own root.
 */
export const INTERACTION = `interaction_shape(i, (
  select json_build_object('id', c.root_id, 'displayName', case when c.root_id = c.id then c.display_name
    else (select root.display_name from contact root where root.id = c.root_id) end)
  from contact c where c.id = i.contact_id))`
