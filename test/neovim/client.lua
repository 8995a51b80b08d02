-- Drives the language server from Neovim's own client, as a user's configuration would.
-- Opens SEAWORTHY_FILE, whose only diagnostic is about SEAWORTHY_REFERENCE, pins it, expects the text
-- SEAWORTHY_PINNED, and writes what each step gave to SEAWORTHY_RESULTS as JSON.

local patience = 10000
local results = {}
local exit_code

local function finish()
  vim.fn.writefile({ vim.json.encode(results) }, vim.env.SEAWORTHY_RESULTS)
  vim.cmd('qall!')
end

-- Later steps need what earlier ones did, so the first failure is the last step.
local function step(name, run)
  local passed, message = pcall(run)
  table.insert(results, { name = name, passed = passed, message = passed and '' or tostring(message) })
  if not passed then
    finish()
  end
end

local function wait_for(condition, what)
  assert(vim.wait(patience, condition, 20), 'waited in vain for ' .. what)
end

-- vim.lsp.start came with Neovim 0.8.
local function start(config)
  if vim.lsp.start then
    return vim.lsp.start(config)
  end
  local id = vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(0, id)
  return id
end

local function request(client_id, method, params)
  local answers = assert(vim.lsp.buf_request_sync(0, method, params, patience))
  local answer = assert(answers[client_id], method .. ' was not answered')
  assert(not answer.err, vim.inspect(answer.err))
  return answer.result
end

local client_id, action, diagnostic

vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.SEAWORTHY_FILE))

step('the server starts', function()
  client_id = start({
    name = 'seaworthy',
    cmd = { vim.env.SEAWORTHY_NODE, vim.env.SEAWORTHY_SERVER, '--stdio' },
    root_dir = vim.fn.fnamemodify(vim.env.SEAWORTHY_FILE, ':h'),
    on_exit = function(code)
      exit_code = code
    end,
  })
  assert(client_id, 'no client')
end)

step('a diagnostic stands on the reference alone', function()
  wait_for(function()
    return #vim.diagnostic.get(0) > 0
  end, 'diagnostics')
  diagnostic = vim.diagnostic.get(0)[1]
  assert(diagnostic.source == 'seaworthy', vim.inspect(diagnostic))
  local line = vim.fn.getline(diagnostic.lnum + 1)
  local marked = line:sub(diagnostic.col + 1, diagnostic.end_col)
  assert(marked == vim.env.SEAWORTHY_REFERENCE, 'it stands on ' .. marked)
end)

step('pinning is offered without an edit', function()
  vim.api.nvim_win_set_cursor(0, { diagnostic.lnum + 1, diagnostic.col })
  local params = vim.lsp.util.make_range_params(0, vim.lsp.get_client_by_id(client_id).offset_encoding)
  params.context = { diagnostics = {} }
  local title = 'Pin ' .. vim.env.SEAWORTHY_REFERENCE .. ' to its digest (no fixed version)'
  local actions = request(client_id, 'textDocument/codeAction', params)
  action = vim.tbl_filter(function(candidate)
    return candidate.title == title
  end, actions)[1]
  assert(action, vim.inspect(actions))
  assert(not action.edit, 'the edit came before it was asked for')
end)

step('resolving it gives an edit that inserts the digest alone', function()
  local client = vim.lsp.get_client_by_id(client_id)
  local resolved = request(client_id, 'codeAction/resolve', action)
  vim.lsp.util.apply_workspace_edit(resolved.edit, client.offset_encoding)
  local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') .. '\n'
  assert(text == vim.env.SEAWORTHY_PINNED, text)
end)

step('the diagnostic goes when the image is pinned', function()
  wait_for(function()
    return #vim.diagnostic.get(0) == 0
  end, 'no diagnostics, not ' .. vim.inspect(vim.diagnostic.get(0)))
end)

step('the server ends when it is asked to', function()
  vim.lsp.stop_client(client_id)
  wait_for(function()
    return exit_code ~= nil
  end, 'the end of the server')
  assert(exit_code == 0, 'exit code ' .. exit_code)
end)

finish()
