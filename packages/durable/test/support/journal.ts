// A journal of PostgreSQL as many payments leave it, without carrying them out.

/**
 * Statements that add payments which wait, and others that have ended and left a timer each, as payments of an earlier release do. `from`: how
 * many the journal has of this kind already.
 */
export const fillJournal = (size: { readonly waiting: number; readonly ended: number; readonly from?: number }) => {
  const { ended, from = 0, waiting } = size
  const numbers = `FROM generate_series(${from + 1}, ${from + waiting + ended}) n`
  return [
    `INSERT INTO multisafepay_messages (id, message_id, shard_id, entity_type, entity_id, kind, tag, payload, headers, processed, request_id,
      last_reply_id, deliver_at)
    SELECT n * 10, 'Workflow/multisafepay/Payment/v1/' || md5(n::text) || '/run/', 'default:' || (n % 300 + 1),
      'Workflow/multisafepay/Payment/v1', md5(n::text), 0, 'run', '{"order_id":"o-' || n || '"}', '{}', TRUE, n * 10, n * 10 + 1, NULL
    ${numbers}
    UNION ALL SELECT n * 10 + 2, 'Workflow/-/DurableClock/' || md5(n::text) || '/run/wait/0', 'default:' || (n % 300 + 1),
      'Workflow/-/DurableClock', md5(n::text), 0, 'run', '{"name":"wait/0"}', '{}', FALSE, n * 10 + 2, NULL, 9000000000000 + n
    ${numbers}`,
    `INSERT INTO multisafepay_replies (id, kind, request_id, payload)
    SELECT n * 10 + 1, 0, n * 10, CASE
      WHEN n <= ${from + waiting} THEN '{"_tag":"Success","value":{"_tag":"Suspended"}}'
      ELSE '{"_tag":"Success","value":{"_tag":"Complete","exit":{"_tag":"Success","value":{"result":"captured"}}}}' END
    ${numbers}`
  ]
}
