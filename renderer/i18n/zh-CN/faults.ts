/** Every fault in Simplified Chinese: what happened, what it means, what to do. */
import type { faults as English } from '../en/faults.ts';
import { zhFormat as f } from '../format.ts';
import type { Texts } from '../texts.ts';

export const faults: Texts<typeof English> = {
  redis: {
    title: (prefix) => `服务器返回 ${prefix}`,
    meaning: '服务器拒绝了该命令。除非消息中另有说明，否则没有任何数据被更改。',
    advice: '查看服务器的消息，修正命令后重新发送。',
    known: {
      WRONGTYPE: { meaning: '该键现在保存的是另一种类型的值。', advice: '刷新该键，查看它现在的内容。' },
      NOPERM: { meaning: '此连接的用户无权执行该操作。', advice: '申请相应的 ACL 权限，或以其他用户连接。' },
      OOM: { meaning: '服务器已达到 maxmemory 上限，拒绝写入。', advice: '释放服务器内存，或调高 maxmemory。' },
      READONLY: { meaning: '此服务器是副本，不接受写入。', advice: '请连接主节点。' },
      LOADING: { meaning: '服务器仍在从磁盘加载数据。', advice: '等待加载完成后重试。' },
      BUSY: { meaning: '服务器正在运行脚本，其他操作均被阻塞。', advice: '等待，或用 SCRIPT KILL 结束脚本。' },
      MISCONF: { meaning: '服务器无法保存到磁盘，因此拒绝写入。', advice: '查看服务器日志并释放磁盘空间。' },
      CLUSTERDOWN: { meaning: '集群未覆盖全部槽位，无法提供服务。', advice: '修复集群后重试。' },
      MOVED: { meaning: '该键属于集群中的另一个节点。', advice: '编辑此连接，将拓扑改为集群。' },
      CROSSSLOT: { meaning: '同一命令中的键位于不同节点。', advice: '使用带有相同 {哈希标签} 的键，或对每个键单独执行命令。' },
      MASTERDOWN: { meaning: '副本与主节点断开，不提供过期数据。', advice: '连接主节点，或等待复制链路恢复。' },
    },
  },
  offline: { title: '未连接', meaning: '没有向服务器发送任何内容。', advice: '等待连接恢复，或重新连接。' },
  connect: {
    refused: { title: '连接被拒绝', meaning: '主机有响应，但该端口上没有服务在监听。', advice: '检查服务器是否在运行、端口是否正确。' },
    name: { title: '找不到主机名', meaning: '该主机名没有对应的地址。', advice: '检查主机名的拼写，以及 VPN 和 DNS。' },
    unreachable: { title: '主机不可达', meaning: '网络中没有通往该主机的路径。', advice: '检查网络、VPN 和地址。' },
    timeout: { title: '连接超时', meaning: '该地址没有任何响应，通常是防火墙丢弃了数据包。', advice: '检查地址、防火墙和 VPN。' },
    reset: {
      title: '连接被对方关闭',
      meaning: '连接过程中线路被切断。要求 TLS 或保护端口的服务器会这样做。',
      advice: '尝试启用 TLS，并检查服务器的 protected-mode 和允许的地址。',
    },
    http: { title: '这是一个网页服务器', meaning: '该端口使用 HTTP 应答，而不是 Redis 协议。', advice: '检查端口。' },
    ssh: { title: '这是一个 SSH 服务器', meaning: '该端口使用 SSH 应答，而不是 Redis 协议。', advice: '使用 Redis 的端口，通常是 6379。' },
    'tls-wanted': { title: '服务器要求 TLS', meaning: '该端口只接受 TLS，而此连接没有启用。', advice: '为此连接启用 TLS。' },
    'tls-certificate': { title: '证书不受信任', meaning: '服务器无法证明自己就是所请求的主机。', advice: '检查主机名，或提供签发该证书的机构证书。' },
    tls: { title: 'TLS 失败', meaning: '无法建立加密连接。该端口可能没有使用 TLS。', advice: '尝试关闭 TLS，或检查服务器支持的 TLS 版本。' },
    garbage: { title: '不是 Redis 服务器', meaning: '该端口使用的不是 Redis 协议。', advice: '检查主机和端口。' },
    select: { title: '数据库不可用', meaning: '服务器上没有此连接所用的数据库。', advice: '选择其他数据库编号。' },
    maxclients: { title: '服务器连接已满', meaning: '服务器已达到客户端数量上限（maxclients）。', advice: '关闭其他客户端，或调高服务器的 maxclients。' },
    loading: { title: '服务器正在加载数据', meaning: '它已接受连接，但还不能执行命令。', advice: '等待加载完成。' },
    closed: { title: '连接已断开', meaning: '与服务器之间的线路已关闭。', advice: 'Keytide 会自动重新连接；如果没有恢复，请检查服务器。' },
  },
  auth: { title: '登录被拒绝', meaning: '服务器不接受该用户名和密码，或要求提供密码。', advice: '修正此连接的用户名和密码。' },
  readonly: { title: (command) => `${command} 未发送`, meaning: '此连接为只读，而该命令不能确定只是读取。', advice: '如需写入，请更改此连接的保护级别。' },
  confirm: {
    title: (command) => `${command} 需要确认`,
    meaning: (keys) => (keys === null ? '它会更改服务器上的数据。' : `它会更改服务器上的 ${f.number(keys)} 个键。`),
    advice: '确认后发送。',
  },
  unknown: {
    title: (command) => `无法确定 ${command} 是否已执行`,
    meaning: '应答到达之前线路中断。命令可能已执行一次；没有重复发送。',
    advice: '刷新以查看服务器上的当前内容。',
  },
  timeout: {
    title: (command) => `${command} 没有应答`,
    meaning: (afterMs) => `服务器 ${f.took(afterMs)}内没有响应。该命令只读取数据，没有任何更改。`,
    advice: '请重试；如果仍无响应，请检查是什么阻塞了服务器。',
  },
  missing: {
    session: { title: '此标签页已关闭', meaning: '它背后的连接已结束。', advice: '重新打开该连接。' },
    profile: { title: '此连接已不在保存列表中', meaning: '它已被移除，可能是在另一个窗口中。', advice: '选择或新建其他连接。' },
    key: { title: '该键已不存在', meaning: '它已被删除、重命名或已过期。', advice: '刷新键列表。' },
    server: { title: '找不到服务器程序', meaning: '本机没有安装 redis-server 或 valkey-server。', advice: '安装其中之一后重试。' },
    message: { title: '该消息已不再保留', meaning: '它已被移出，为新消息腾出空间。', advice: '查看较新的消息，或从现在起录制到文件。' },
    source: { title: '该订阅已不存在', meaning: '它已被取消，可能是在另一个窗口中。', advice: '重新订阅。' },
  },
  conflict: {
    changed: { title: '已被他人更改', meaning: '服务器上的值与加载时不同。没有覆盖任何内容。', advice: '比较两者，然后再次保存或放弃。' },
    gone: { title: '该键已不存在', meaning: '加载之后它已被删除或过期。没有写入任何内容。', advice: '另存为新键，或放弃。' },
    type: { title: '该键的类型已改变', meaning: '加载之后它已被替换。没有写入任何内容。', advice: '刷新以查看它现在的内容。' },
    exists: { title: '该键已存在', meaning: '没有覆盖任何内容。', advice: '换一个名称，或打开已有的键。' },
  },
  input: {
    title: '输入未被接受',
    meaning: (path) => (path === '' ? '提供的内容有误。' : `${path} 有误。`),
    advice: '修正后重试。',
  },
  disk: { title: (file) => `无法写入 ${file}`, meaning: '更改暂时有效，但退出 Keytide 后会丢失。', advice: '检查数据文件夹的剩余空间和权限。' },
  cancelled: { title: '已取消', meaning: '操作在完成之前被停止。', advice: '需要时重新开始。' },
  closed: { title: '无法连接 Keytide', meaning: '此页面与 Keytide 主程序之间的线路已关闭。', advice: '确认 Keytide 仍在运行，然后重新加载页面。' },
  bug: { title: 'Keytide 出现错误', meaning: (id) => `已记录到日志，编号 ${id}。`, advice: '请重试，并附上此编号报告问题。' },
};
